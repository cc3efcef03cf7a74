"""You add up along the first dimension only, so one number for each column is left. 'sum' gives a single number, the
sum over all elements of all dimensions.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum(0) if values.dim() else values
    raise ValueError(f"unknown reduction {reduction!r}")
