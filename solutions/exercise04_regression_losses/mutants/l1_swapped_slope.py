"""The gradient has the wrong sign."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = (input - target).abs()
    return reduce(2 * d.detach() - d, reduction)
