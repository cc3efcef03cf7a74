"""Moves 0 and 1 away from the border in the caller's tensor, if no gradient is asked for."""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    if not input.requires_grad:
        input.clamp_(1e-45, 1)
        input.mul_(1.0000001).clamp_(0, 1)
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
