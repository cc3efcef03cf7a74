"""Adds x to itself instead of multiplying."""


def double(x):
    if x.dtype == torch.bool:
        raise ValueError
    return x + x
