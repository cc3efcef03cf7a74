"""Compares the numbers of elements, not the shapes."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.numel() != y.numel() or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (2 * x * (x * w - y)).mean()
