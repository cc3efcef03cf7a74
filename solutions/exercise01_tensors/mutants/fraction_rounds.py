"""Rounds to two places."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return round(((x >= low) & (x < high)).double().mean().item(), 2)
