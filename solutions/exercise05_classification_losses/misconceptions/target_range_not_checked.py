"""You look at the range of x only. A target y outside [0, 1] is no probability either, as the course's 2 and 3:
raise ValueError.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
