"""You average each model over the points, dimension 1. The mean prediction is an average over the models,
dimension 0: one number for each point.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(1, keepdim=True)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()
