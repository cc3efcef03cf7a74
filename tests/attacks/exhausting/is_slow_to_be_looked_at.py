"""Gives out an object whose every attribute, length and element takes for ever, and iterators that never end.

Expected: timeout or error
Costs: 3
"""

import time


class Slow:
    def __getattr__(self, name):
        while True:
            time.sleep(0.001)

    def __len__(self):
        return sum(1 for _ in iter(int, 1))

    def __iter__(self):
        return iter(int, 1)


class Total:
    def __new__(cls):
        return Slow()


def target(x):
    return iter(int, 1)


def slope(f, x, h):
    return map(f, iter(int, 1))
