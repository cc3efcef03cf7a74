"""The mean divides by the size of the first dimension."""


def _reduce(losses, reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return (
        losses
        if reduction == "none"
        else losses.sum() / (losses.shape[0] if reduction == "mean" and losses.dim() else 1)
    )
