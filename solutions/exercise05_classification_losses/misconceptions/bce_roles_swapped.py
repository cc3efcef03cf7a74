"""Prediction and target have changed places: the logarithm is taken of the prediction x."""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -input * _cut_off(torch.log, target) - (1 - input) * _cut_off(torch.log1p, -target)
    return _reduce(losses, reduction)
