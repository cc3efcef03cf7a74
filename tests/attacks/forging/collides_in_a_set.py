"""Returns sets and dicts whose members all have the same hash: to hold them costs their number squared.

The members are made while they are encoded, so that only who decodes them pays.

Expected: failed or error
"""

PRIME = (1 << 61) - 1  # Python's hash of a whole number is its remainder by this
NUMBER = 12_000


class Members(set):
    def __iter__(self):
        return (PRIME * number for number in range(2, NUMBER))


class Pairs(dict):
    def items(self):
        return ((PRIME * number, None) for number in range(2, NUMBER))


class Total:
    def __init__(self):
        self.value = Members()

    def add(self, x):
        return Pairs() if x == 4 else None
