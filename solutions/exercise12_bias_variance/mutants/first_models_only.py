"""The mean is that of the first eight models."""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions[:8].mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()
