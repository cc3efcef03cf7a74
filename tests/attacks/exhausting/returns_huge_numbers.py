"""Returns whole numbers of a million digits, and numbers that lie about what they are.

Expected: failed
Says: an integer of
"""


class Number(int):
    def __int__(self):
        raise SystemExit

    __index__ = __str__ = __repr__ = bit_length = __int__


def target(x):
    return 10**1_000_000 if len(x) == 2 else [10**3000, -(10**3500)]


def slope(f, x, h):
    return Number(10**100_000) if h == 0.5 else complex(1e308, -1e308) * 10


class Total:
    def __init__(self):
        self.value = Number(1 << 70)

    def add(self, x):
        return -(1 << 63) - 1
