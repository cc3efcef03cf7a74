"""'none' means: do not reduce. Your function returns nothing then, Python's None; return the values themselves."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return None
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
