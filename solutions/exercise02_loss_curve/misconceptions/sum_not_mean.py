"""You add up the losses but do not divide by N, so the cost grows with the number of samples."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x, y, w).sum()
