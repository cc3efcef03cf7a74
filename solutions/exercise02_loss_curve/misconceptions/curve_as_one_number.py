"""You average over the samples and over the weights, and a single number is left. Each weight has a cost of its own:
average along the dimension of the samples only."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    return ((ws[:, None] * x[None, :] - y) ** 2).mean()
