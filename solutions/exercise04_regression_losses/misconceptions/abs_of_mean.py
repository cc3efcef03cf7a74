"""You average first and take the absolute value of the average, but then errors of opposite sign have cancelled
already. Take the absolute value of each element, and average after that.
"""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input - target, reduction).abs()
