"""Raises exceptions that are hard to describe: a hundred megabytes of text, causes in a ring, groups of thousands.

Expected: error or memory
Costs: 3
"""

import sys


class Ring(Exception):
    @property
    def __cause__(self):
        return self

    @property
    def __traceback__(self):
        raise Ring()


class Text(str):
    def __str__(self):
        raise SystemExit("no text")

    def __len__(self):
        return -1

    def __getitem__(self, key):
        return self


class Odd(Exception):
    __module__ = "builtins"

    def __str__(self):
        return Text("BREACH" * 0 + "odd")


Odd.__name__ = "AssertionError\x1b]0;owned\x07" + "y" * 100_000


def target(x):
    if x.dtype.itemsize == 4:
        raise ValueError("\u202e" + "z" * (100 << 20))
    raise ExceptionGroup("g", [ValueError(str(number)) for number in range(50_000)])


def slope(f, x, h):
    if f.__closure__:
        raise Ring()
    error = None
    for number in range(100_000):
        new = OSError(number)
        new.__context__, error = error, new
    raise error


class Total:
    def add(self, x):
        raise Odd()
