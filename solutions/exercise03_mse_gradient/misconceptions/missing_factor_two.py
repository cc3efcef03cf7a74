"""Your gradient is exactly half the right one: the factor 2 that comes from differentiating the square is missing."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (x * (x * w - y)).mean()
