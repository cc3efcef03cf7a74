"""The sum runs over the first dimension only."""


def _reduce(losses, reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    if reduction == "none" or losses.dim() == 0:
        return losses
    return losses.mean() if reduction == "mean" else losses.sum(0)
