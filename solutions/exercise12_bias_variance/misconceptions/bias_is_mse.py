"""You square the error of each model and average afterwards: that is the whole mean squared error, bias and
variance together. Average the predictions first, then square.
"""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((predictions - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()
