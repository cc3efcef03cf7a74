"""Makes C code call itself until its stack is used up, and writes where nothing is.

Expected: error
Says: crashed the Python process (SIGSEGV)
"""

import ctypes


def target(x):
    nested = ()
    for _ in range(1_000_000):
        nested = (nested,)
    return hash(nested)


def slope(f, x, h):
    return ctypes.cast(1, ctypes.POINTER(ctypes.c_double))[0]


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        ctypes.memset(id(self), 255, 1 << 12)
