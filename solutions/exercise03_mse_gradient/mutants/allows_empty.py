"""Does not refuse empty data."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape:
        raise ValueError("x and y must have one shape and at least one sample")
    return (2 * x * (x * w - y)).mean()
