"""Targets such as 2 and 3 are no probabilities; the formula then gives numbers without a meaning, like the −50 of
the course's notes. Raise ValueError for every x or y outside [0, 1].
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
