"""The share of no elements is 0 / 0: refuse an empty x with a ValueError instead of giving NaN back."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    return ((x >= low) & (x < high)).double().mean().item()
