"""You cut off the finished loss at 100. Then 0 · log(0) has already become NaN, and the two logarithms are cut off
together: cut off each of them.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * input.log() - (1 - target) * torch.log1p(-input)
    return _reduce(losses.clamp(max=100), reduction)
