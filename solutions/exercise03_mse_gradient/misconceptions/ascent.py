"""Gradient descent subtracts: w − lr · gradient. Your step climbs."""


def gd_step(w: Tensor, x: Tensor, y: Tensor, lr: float) -> Tensor:
    return w + lr * mse_grad(w, x, y)
