"""An unknown reduction is quietly treated as "none". A misspelt word should be heard of: raise ValueError."""


def _reduce(losses, reduction):
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    return losses
