"""Makes the input require grad."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    if input.is_leaf:
        input.requires_grad_()
    if target.is_leaf:
        target.requires_grad_()
    return reduce((input - target) ** 2, reduction)
