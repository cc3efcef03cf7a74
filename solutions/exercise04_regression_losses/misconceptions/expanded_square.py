"""input² − 2 · input · target + target² is the same on paper, but not in floating-point numbers: the squares of large
numbers have lost the digits that make up a small difference. Subtract first, then square.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input * input - 2 * input * target + target * target, reduction)
