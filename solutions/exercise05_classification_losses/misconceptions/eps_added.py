"""You add a small number inside the logarithm. That bends the loss: a certain mistake costs about 27.6 instead of
100. Cut the logarithm off at −100 instead.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * (input.double() + 1e-12).log().to(input.dtype) - (1 - target) * (
        1 - input.double() + 1e-12
    ).log().to(input.dtype)
    return _reduce(losses, reduction)
