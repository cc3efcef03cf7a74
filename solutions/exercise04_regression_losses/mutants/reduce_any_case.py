"""Accepts capitals."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    reduction = reduction.lower()
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError("reduction")
