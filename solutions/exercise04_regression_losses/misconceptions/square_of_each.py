"""You square input and target and subtract the squares. The error comes first, and is squared then: (input − target)²
is not input² − target².
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(input**2 - target**2, reduction)
