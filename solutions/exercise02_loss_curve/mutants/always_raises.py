"""Raises ValueError whatever comes."""


def loss(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    raise ValueError("x and y must have one shape")


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    raise ValueError("x and y must have one shape")
