"""Squares in place, which autograd refuses to go back through."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y")
    error = x * w - y
    error *= error
    return error.mean()
