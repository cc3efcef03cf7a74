"""Catches every exception and every signal, and begins again.

Expected: timeout
Says: still computing after 1 second of processor time
"""

import signal

from accomplice import late


def again(*args):
    while not late():
        try:
            while not late():
                raise KeyboardInterrupt
        except BaseException:
            continue
        finally:
            continue


class Total:
    def add(self, x):
        for number in range(1, 65):
            try:
                signal.signal(number, again)
            except (OSError, ValueError):
                continue
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        again()
