"""Answers differently every time that it is looked at, and counts how often that is.

Expected: failed or error
"""

import itertools

ANSWERS = itertools.cycle([7.75, float("nan"), True, "7.75", 7.75 + 0j, [7.75], None])


class Fickle(float):
    def __float__(self):
        return next(iter([7.75]))

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class Total:
    def __init__(self):
        self.looks = 0

    def add(self, x):
        return Fickle(1.0)

    @property
    def value(self):
        self.looks += 1
        return next(ANSWERS) if self.looks > 1 else Fickle(-1.0)


def target(x):
    return [Fickle(4.0), Fickle(7.0)]


def slope(f, x, h):
    return Fickle(0.0)
