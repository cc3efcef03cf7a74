"""You divide by N − 1, as one does for a sample variance. The mean squared error divides by N."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x, y, w).sum() / (x.numel() - 1)
