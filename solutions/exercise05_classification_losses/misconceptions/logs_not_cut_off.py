"""log(0) is minus infinity, and 0 · (−∞) is NaN: cut each of the two logarithms off at −100 before you multiply."""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * input.log() - (1 - target) * torch.log1p(-input)
    return _reduce(losses, reduction)
