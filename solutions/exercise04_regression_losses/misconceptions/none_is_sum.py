"""With 'none' nothing is to be reduced: return the tensor of values as it is, not their sum."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values.sum()
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
