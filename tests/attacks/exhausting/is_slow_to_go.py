"""Leaves objects behind that never come to an end of being deleted, and exceptions with messages of megabytes.

Expected: timeout
Says: still computing after 1 second of processor time
"""

from accomplice import late


class Slow:
    def __del__(self):
        while not late():
            pass


def target(x):
    raise ValueError("megabytes\n" * 5_000_000)


def slope(f, x, h):
    if h == 0.5:
        return Slow()
    kept = [Slow()]
    kept.append(kept)
    return 1.0
