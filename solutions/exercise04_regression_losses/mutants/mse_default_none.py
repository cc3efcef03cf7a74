"""The default is 'none'."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "none") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction)
