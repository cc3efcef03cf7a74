"""Calls itself without end, first within Python's limit and then with a limit that is no limit.

Expected: error
Says: RecursionError
"""

import sys


def deeper(x):
    return deeper(x) + 1


def target(x):
    return deeper(x)


def slope(f, x, h):
    sys.setrecursionlimit(10**8)
    return deeper(1)


class Total:
    def __init__(self):
        self.value = eval("(" * 90 + "0" + ")" * 90)

    def __getattr__(self, name):
        return getattr(self, name + "x")
