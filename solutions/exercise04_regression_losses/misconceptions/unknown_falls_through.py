"""An unknown reduction must raise a ValueError. Your function has no answer for such a text: it ends without a return,
which gives None.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    return None
