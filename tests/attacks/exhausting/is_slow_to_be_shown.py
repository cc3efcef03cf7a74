"""Raises exceptions and returns objects that never come to an end of being shown.

Expected: timeout
Says: still computing after 1 second of processor time
"""

from accomplice import late


def spin(*args, **kwargs):
    while not late():
        pass
    return ""


class Slow(Exception):
    __str__ = __repr__ = __reduce__ = __format__ = __len__ = __getattr__ = spin


class Loud(Exception):
    def __str__(self):
        raise SystemExit("loud")

    __repr__ = __str__


def target(x):
    raise Loud


class Total:
    def add(self, x):
        raise Slow
