"""Compares the numbers of entries and reshapes."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.numel() != target.numel():
        raise ValueError("input and target must have one shape")
    target = target.reshape(input.shape)
    # The slope of maximum at 0 is 1/2, that of clamp is 1: only with the first the gradient at 0 is sigmoid(0) - y.
    positive = torch.maximum(input, torch.zeros_like(input))
    return _reduce(positive - input * target + torch.log1p(torch.exp(-input.abs())), reduction)
