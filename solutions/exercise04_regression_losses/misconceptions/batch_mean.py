"""Your mean is divided by the length of the first dimension only. 'mean' averages over ALL elements: a table of 6 × 5
errors has 30 of them.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.sum() / (values.shape[0] if values.dim() else 1)
    if reduction == "sum":
        return values.sum()
    raise ValueError(f"unknown reduction {reduction!r}")
