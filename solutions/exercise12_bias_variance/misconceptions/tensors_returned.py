"""You return 0-dim tensors. Asked for are Python floats: .item() turns the one into the other."""


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean(), ((predictions - m) ** 2).mean()
