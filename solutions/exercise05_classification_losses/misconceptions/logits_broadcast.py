"""Shapes that differ are broadcast against each other: (N,) with (N, 1) gives N × N pairs that nobody asked for.
Compare the shapes first and raise ValueError.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    # The slope of maximum at 0 is 1/2, that of clamp is 1: only with the first the gradient at 0 is sigmoid(0) - y.
    positive = torch.maximum(input, torch.zeros_like(input))
    return _reduce(positive - input * target + torch.log1p(torch.exp(-input.abs())), reduction)
