"""You square the errors in l1_loss: that is the MSE. The L1 loss takes the absolute value of each error."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction)
