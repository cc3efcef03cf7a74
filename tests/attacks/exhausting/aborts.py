"""Ends itself by signals that say that something is broken: abort, a bad instruction, a trap, a killed thread.

Expected: error
Says: crashed the Python process
"""

import ctypes
import os
import signal


def target(x):
    os.abort()


def slope(f, x, h):
    signal.signal(signal.SIGFPE, signal.SIG_DFL)
    for number in (signal.SIGILL, signal.SIGFPE, signal.SIGBUS, signal.SIGTRAP, signal.SIGKILL):
        signal.raise_signal(number)
    return 1.0


class Total:
    def add(self, x):
        ctypes.CFUNCTYPE(ctypes.c_int)(id(self))()
