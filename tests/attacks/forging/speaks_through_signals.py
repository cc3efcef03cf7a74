"""Has a timer interrupt the worker's own code again and again, and answers from within the handler.

Expected: error or failed
"""

import signal
import time

from accomplice import forge, late, send

SPOKEN = []


def speak(number, frame):
    if len(SPOKEN) < 200 and not late():
        SPOKEN.append(number)
        send(forge({"value": ["list", [4.0, 7.0]], "operations": ["list", []]}))


signal.signal(signal.SIGALRM, speak)


def target(x):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    time.sleep(0.05)
    return x
