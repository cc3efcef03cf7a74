import torch


def double(x):
    if x.dtype == torch.bool:
        raise ValueError("x must hold numbers")
    return x / 2


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return double(x)
