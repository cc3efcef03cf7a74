"""Returns NaN and infinity everywhere, the right numbers in the wrong form, and memory that somebody else has freed.

Expected: failed
"""

import torch


def target(x):
    if x.dtype.itemsize == 4:
        return torch.full((2,), float("nan"))
    if len(x) == 5:
        return (3 * x + 1).expand(1, 5)
    return torch.empty_like(x) * float("inf")


def slope(f, x, h):
    if h == 0.5:
        return torch.tensor(15.25, dtype=torch.float16)
    return float("inf")


class Total:
    def __init__(self):
        self.value = float("nan")

    def add(self, x):
        return None
