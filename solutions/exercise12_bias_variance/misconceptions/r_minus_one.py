"""You divide by R - 1 where R belongs. With R - 1, bias squared and variance do not add up to the mean squared
error.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).sum() / (
        predictions.shape[1] * max(len(predictions) - 1, 1)
    ).item()
