"""You take absolute values in mse_loss: that is the L1 loss. The MSE squares each error."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target).abs(), reduction)
