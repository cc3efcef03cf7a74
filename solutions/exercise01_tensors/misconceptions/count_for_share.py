"""That is the number of elements; the share is this number divided by x.numel()."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return float(((x >= low) & (x < high)).sum().item())
