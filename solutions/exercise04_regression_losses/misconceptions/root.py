"""You take the root of the mean: that is the root mean squared error (RMSE). The MSE is the mean of the squares
itself.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction).sqrt()
