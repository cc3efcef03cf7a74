"""This is the loss for 1 − y: the two classes have changed places. The term that is subtracted is z · y, not z · (1
− y).
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    # The slope of maximum at 0 is 1/2, that of clamp is 1: only with the first the gradient at 0 is sigmoid(0) - y.
    positive = torch.maximum(input, torch.zeros_like(input))
    return _reduce(positive - input * (1 - target) + torch.log1p(torch.exp(-input.abs())), reduction)
