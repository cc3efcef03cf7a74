"""That is a percentage: the share is a number between 0 and 1."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return 100 * ((x >= low) & (x < high)).double().mean().item()
