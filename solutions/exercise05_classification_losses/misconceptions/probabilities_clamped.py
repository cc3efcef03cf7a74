"""You clamp the probability away from 0 and 1, by 1e-7 or the like. Then a certain mistake costs about 16 instead
of 100, and even a certain right answer costs something. Cut the logarithm off at −100 instead.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    input = input.clamp(1e-7, 1 - 1e-7)
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
