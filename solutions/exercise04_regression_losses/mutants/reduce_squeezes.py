"""Drops dimensions of length 1 for 'none'."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values.squeeze()
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
