"""Subtracts in place."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input.sub_(target).abs(), reduction)
