"""The slope at 0 is 2."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = input - target
    return reduce(torch.where(d == 0, 2 * d, d.abs()), reduction)
