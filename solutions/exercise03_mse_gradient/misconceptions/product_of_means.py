"""The mean of a product is not the product of the means: multiply each x with its own error first, then average."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return 2 * x.mean() * (x * w - y).mean()
