"""Your bias is not squared, so that errors of opposite sign at different points cancel. Square it at every point,
then average over the points.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return (m - truth).mean().item(), ((predictions - m) ** 2).mean().item()
