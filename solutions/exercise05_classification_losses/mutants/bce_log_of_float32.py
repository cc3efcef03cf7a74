"""Clamps at the smallest number of float32 instead of cutting off at -100."""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * input.clamp(min=1.2e-38).log() - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
