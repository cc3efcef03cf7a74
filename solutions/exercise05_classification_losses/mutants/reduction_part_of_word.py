"""Takes every reduction that is a part of the three words, an empty one included."""


def _reduce(losses, reduction):
    if reduction not in "mean sum none":
        raise ValueError(reduction)
    return losses.mean() if reduction == "mean" else losses.sum() if reduction == "sum" else losses
