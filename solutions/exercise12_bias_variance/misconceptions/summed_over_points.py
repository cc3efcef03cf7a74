"""You add up over the points. Both numbers are means over the points, so that they do not grow with N."""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).sum().item(), ((predictions - m) ** 2).mean(0).sum().item()
