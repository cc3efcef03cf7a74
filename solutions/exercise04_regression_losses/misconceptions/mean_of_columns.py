"""You average along the first dimension only, so one number for each column is left. 'mean' gives a single number, the
mean over all elements of all dimensions.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean(0) if values.dim() else values
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
