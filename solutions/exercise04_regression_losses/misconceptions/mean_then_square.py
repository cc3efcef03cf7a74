"""You average the errors first and square the average, so errors of opposite sign have cancelled already. Square each
error, and average after that.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input - target, reduction) ** 2
