"""Adds up in float32."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.float().sum().to(values.dtype)
    raise ValueError(f"unknown reduction {reduction!r}")
