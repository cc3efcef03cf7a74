"""Uses text that no file can hold: half characters, characters that XML forbids, numbers that JSON does not know.

Expected: error
"""

import math

BROKEN = "\ud800\udfff \udcff \ufffe\uffff \x00\x01\x08\x0b\x0c\x0e\x1f \x7f\x80\x9f \U0010ffff"


def target(x):
    print(BROKEN, float("nan"), math.inf)
    raise ValueError(BROKEN)


def slope(f, x, h):
    return {BROKEN: math.nan, math.nan: BROKEN, "x": [math.inf, -math.inf]}


class Total:
    def __init__(self):
        self.value = BROKEN

    def add(self, x):
        return BROKEN.encode("utf-8", "surrogatepass")
