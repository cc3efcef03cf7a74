"""Compares only the numbers of entries."""


def loss(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() != y.numel():
        raise ValueError("sizes")
    return (forward(x, w) - y) ** 2
