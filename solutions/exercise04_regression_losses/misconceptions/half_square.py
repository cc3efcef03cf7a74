"""Your square has a factor 1/2. The MSE has none; the half belongs to the parabolas of SmoothL1 and Huber."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(0.5 * (input - target) ** 2, reduction)
