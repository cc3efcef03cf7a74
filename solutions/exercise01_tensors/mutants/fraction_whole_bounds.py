"""Cuts the fractions of the bounds off where x is whole."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    if not x.is_floating_point():
        low, high = int(low), int(high)
    return ((x >= low) & (x < high)).double().mean().item()
