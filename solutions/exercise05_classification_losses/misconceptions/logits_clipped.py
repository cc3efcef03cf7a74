"""You clip the logits to a range. Beyond it the loss no longer grows and the gradient is 0, so a network that is
badly wrong cannot learn. The formula with max(z, 0) needs no clipping.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    input = input.clamp(-50, 50)
    # The slope of maximum at 0 is 1/2, that of clamp is 1: only with the first the gradient at 0 is sigmoid(0) - y.
    positive = torch.maximum(input, torch.zeros_like(input))
    return _reduce(positive - input * target + torch.log1p(torch.exp(-input.abs())), reduction)
