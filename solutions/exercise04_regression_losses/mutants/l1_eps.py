"""Rounds the corner off."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(((input - target) ** 2 + 1e-16).sqrt(), reduction)
