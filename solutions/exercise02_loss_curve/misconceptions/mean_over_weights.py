"""You average over the weights (dim 0) instead of over the samples (dim 1), and one number per sample comes out."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    return ((ws[:, None] * x[None, :] - y) ** 2).mean(0)
