"""Clamps x in place first."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    inside = (x >= low) & (x < high)
    x.clamp_(low, high)
    return inside.double().mean().item()
