"""Compares only the lengths."""


def loss(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if len(x) != len(y):
        raise ValueError("lengths")
    return (forward(x, w) - y) ** 2
