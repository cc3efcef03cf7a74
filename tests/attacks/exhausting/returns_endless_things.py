"""Returns what has no end: a list in itself, a thousand lists in each other, generators, a dict of itself.

Expected: failed
Says: nested more than 32 levels deep
"""

import itertools


class Endless(list):
    def __iter__(self):
        return itertools.repeat(self, 10)


class Strange(dict):
    def items(self):
        return [(self, self)]


def target(x):
    nested = cyclic = []
    cyclic.append(cyclic)
    for _ in range(1000):
        nested = (nested, {"deeper": nested})
    return nested if len(x) == 2 else cyclic


def slope(f, x, h):
    return Endless() if h == 0.5 else Strange()


class Total:
    def __init__(self):
        self.value = itertools.count()

    def __iter__(self):
        return itertools.count()

    def add(self, x):
        return iter(self)
