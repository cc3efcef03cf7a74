"""Returns bytes and sets where a tensor or a number is expected: a message that shows them would have megabytes.

Expected: failed
"""


def target(x):
    return b"\x1b" * 3_000_000 if len(x) == 2 else {f"member {i}" for i in range(20_000)}


def slope(f, x, h):
    return frozenset(range(100_000)) if h == 0.5 else [b"\n" * 1_000_000]


class Total:
    def __init__(self):
        self.value = "x" * 2_000_000

    def add(self, x):
        return b"\0" * 1_000_000
