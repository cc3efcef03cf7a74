"""Your mse_loss treats the target as a constant. Here gradients have to flow to both arguments: the error depends on
the target as much as on the input.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target.detach()) ** 2, reduction)
