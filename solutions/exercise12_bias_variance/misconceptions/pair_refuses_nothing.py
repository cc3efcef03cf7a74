"""Shapes that do not fit are not refused. A truth of another shape than (N,) is broadcast against the predictions,
and the result looks like a number of worth; it must be a ValueError.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()
