"""Detaches the losses."""


def loss(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.shape != y.shape:
        raise ValueError("x and y must have one shape")
    return ((forward(x, w) - y) ** 2).detach()
