"""Shapes (N,) and (N, 1) broadcast to all N × N pairs without any error message: compare the shapes first."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return (2 * x * (x * w - y)).mean()
