"""You average the errors first and square afterwards, so errors of opposite sign cancel. Square each error, then take
the mean."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (forward(x, w) - y).mean() ** 2
