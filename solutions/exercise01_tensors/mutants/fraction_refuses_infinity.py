"""Refuses infinite bounds."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    if low == -float("inf") or high == float("inf"):
        raise ValueError
    return ((x >= low) & (x < high)).double().mean().item()
