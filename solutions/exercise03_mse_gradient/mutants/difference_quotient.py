"""Takes a difference quotient instead of the formula."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (((x * (w + 1e-4) - y) ** 2).mean() - ((x * (w - 1e-4) - y) ** 2).mean()) / 2e-4
