"""You have 'mean' and 'sum' the wrong way round: 'mean' divides the sum by the number of elements, 'sum' does not."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.sum()
    if reduction == "sum":
        return values.mean()
    raise ValueError(f"unknown reduction {reduction!r}")
