"""Asks Python for more memory than is allowed: in lists, text, whole numbers and bytes, at most three gigabytes.

Expected: memory
Says: asked for more memory than the 512 MB
"""


def target(x):
    return [0] * (3 << 27)


def slope(f, x, h):
    kept = [bytes(100 << 20) for _ in range(30)]  # of zeros, which cost no time
    return float(len(kept))


class Total:
    def add(self, x):
        self.value = "x" * (2 << 30) if x < 4 else 1 << (24 << 30)
