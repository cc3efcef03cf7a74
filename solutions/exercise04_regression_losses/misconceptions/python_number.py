"""You return a Python number. It has no graph behind it, so that no gradient can flow, and no dtype: return the 0-dim
tensor that mean() and sum() give.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean().item()
    if reduction == "sum":
        return values.sum().item()
    raise ValueError(f"unknown reduction {reduction!r}")
