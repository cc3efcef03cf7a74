"""The mean of a tensor is a 0-dim tensor: `.item()` makes a Python float of it."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return ((x >= low) & (x < high)).double().mean()
