"""A truth of shape (N, 1) is flattened."""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    truth = truth.squeeze(1) if truth.dim() == 2 and truth.shape[1] == 1 else truth
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()
