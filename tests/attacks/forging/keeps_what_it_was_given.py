"""Keeps the functions and numbers of one check and uses them in the next ones, in hope of what they stand for.

Expected: error or failed
"""

import builtins
import sys

KEPT = builtins.__dict__.setdefault("kept", [])


def target(x):
    for thing in KEPT:
        try:
            thing(float(x[0]))
        except Exception:
            continue
    KEPT.append(x)
    return KEPT[0]


def slope(f, x, h):
    KEPT.append(f)
    return KEPT[0] if KEPT else 0.0


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        KEPT.append(self)
        for thing in KEPT:
            if callable(thing):
                self.value = thing(x)
