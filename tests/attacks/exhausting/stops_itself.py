"""Stops its own process by a signal, so that it neither ends nor goes on.

Expected: failed or timeout
"""

import os
import signal

from accomplice import attempt


class Total:
    value = -1

    def add(self, x):
        attempt("stopping itself by kill", os.kill, os.getpid(), signal.SIGSTOP)
        attempt("stopping its group", os.killpg, os.getpid(), signal.SIGTSTP)
        for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
            signal.raise_signal(number)
