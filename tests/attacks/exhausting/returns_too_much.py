"""Returns more than anybody wants to have: a thousand million numbers, a million items, a hundred thousand tensors.

Expected: failed
Says: is too large
"""

import torch


def target(x):
    if x.dtype.itemsize == 4:
        return torch.zeros(1).expand(10**9)
    return torch.zeros(1, dtype=torch.float64).expand(10**6, 10**6) if len(x) == 5 else torch.zeros([1] * 60)


def slope(f, x, h):
    return [x] * 600_000 if h == 0.5 else [torch.zeros(0)] * 20_000


class Total:
    def __init__(self):
        self.value = "x" * (5 << 20)

    def add(self, x):
        return {1: "x" * (5 << 20)}
