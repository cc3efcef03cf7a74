"""Averages the rows and then the averages, with the wrong number of rows for three dimensions."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.sum() / (values.shape[0] * values.shape[-1]) if values.dim() else values
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
