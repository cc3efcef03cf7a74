"""Gives float64."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input.double() - target.double()) ** 2, reduction)
