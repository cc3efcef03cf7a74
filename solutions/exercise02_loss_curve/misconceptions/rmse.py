"""That is the root of the mean squared error. Leave the root out."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x, y, w).mean().sqrt()
