"""Accepts spaces around the word."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    reduction = reduction.strip()
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError("reduction")
