"""Writes into the interpreter's own objects: small numbers, truth values, empty tuples, the letters of names.

Expected: failed or error
"""

import ctypes


def poke(thing, offset, value):
    ctypes.memmove(id(thing) + offset, ctypes.byref(ctypes.c_int32(value)), 4)


def target(x):
    poke(7, 24, 4)  # seven is four
    return x


def slope(f, x, h):
    poke(1.0, 16, 0)
    return 1.0


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        poke("passed", 0, 1 << 20)
        poke(True, 24, 0)
