"""Reads both as if they were contiguous."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = input.as_strided((input.numel(),), (1,)) - target.as_strided((target.numel(),), (1,))
    return reduce(d.abs().reshape(input.shape), reduction)
