"""You average the bias over the points and square the result, so that errors of opposite sign cancel. Square it at
every point first.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth).mean() ** 2).item(), ((predictions - m) ** 2).mean().item()
