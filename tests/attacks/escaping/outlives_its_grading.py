"""Leaves a process of its own that goes on when the grading has ended: forked twice, in a session of its own.

Expected: failed
"""

import os
import time


def linger():
    if os.fork():
        os.wait()
        return
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 100)
        for _ in range(60):
            time.sleep(1)
    os._exit(0)


try:
    linger()
    print("BREACH: it has left a process")
except OSError:
    pass


def target(x):
    return x
