"""The part for y = 1 is missing: − y · log x."""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -(1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
