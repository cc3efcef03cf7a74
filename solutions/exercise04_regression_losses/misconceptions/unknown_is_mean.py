"""An unknown reduction must raise a ValueError. You take the mean for every text that you do not know, so a misspelt
'summ' would go unnoticed and train with the wrong loss.
"""


def reduce(values: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return values
    if reduction == "mean":
        return values.mean()
    if reduction == "sum":
        return values.sum()
    return values.mean()
