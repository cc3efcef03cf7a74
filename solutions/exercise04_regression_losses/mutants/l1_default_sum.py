"""The default is 'sum'."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "sum") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target).abs(), reduction)
