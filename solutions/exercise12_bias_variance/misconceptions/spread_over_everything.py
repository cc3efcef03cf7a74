"""You measure the spread of all numbers around one common mean. Models that agree at each point have variance 0,
however different the points are: the mean is one for each point.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - predictions.mean()) ** 2).mean().item()
