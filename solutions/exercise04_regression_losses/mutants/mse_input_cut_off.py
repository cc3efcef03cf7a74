"""Only the target gets a gradient."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input.detach() - target) ** 2, reduction)
