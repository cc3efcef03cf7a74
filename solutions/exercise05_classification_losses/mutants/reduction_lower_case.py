"""Capitals in the reduction do not matter."""


def _reduce(losses, reduction):
    if reduction.lower() not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": losses.mean(), "sum": losses.sum(), "none": losses}[reduction.lower()]
