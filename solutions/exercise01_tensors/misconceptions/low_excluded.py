"""The interval begins with `low` itself: an element equal to it counts."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return ((x > low) & (x < high)).double().mean().item()
