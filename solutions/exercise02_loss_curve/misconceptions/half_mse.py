"""Some books put 1/(2N) in front. Here the mean squared error has 1/N, so your costs are half of the right ones."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x, y, w).mean() / 2
