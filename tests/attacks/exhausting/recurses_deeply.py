"""Calls itself without end, first within Python's limit and then with a limit that is no limit.

Expected: error or timeout or memory
Says: RecursionError
"""

import sys


def deeper(x):
    return deeper(x) + 1


def target(x):
    return deeper(x)


class Total:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def add(self, x):
        sys.setrecursionlimit(10**8)
        deeper(x)
