"""Without the absolute value, errors of opposite sign cancel: (−1) + 1 gives 0, although both predictions are wrong by
1. Take |input − target| of each element.
"""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input - target, reduction)
