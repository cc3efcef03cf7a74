"""Shapes that differ are broadcast against each other: (N,) with (N, 1) gives N × N pairs that nobody asked for.
Compare the shapes first and raise ValueError.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
