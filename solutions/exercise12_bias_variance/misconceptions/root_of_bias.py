"""Your first number is the root of the squared bias. Asked for is the square: only squares add up to the mean
squared error.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().sqrt().item(), ((predictions - m) ** 2).mean().item()
