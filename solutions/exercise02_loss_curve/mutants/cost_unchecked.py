"""Refuses empty data only."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return ((x * w - y) ** 2).mean()
