"""Two stable branches joined by where: the branch that is not taken overflows, and its gradient is NaN."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(
        torch.where(input > 0, input + torch.log1p(torch.exp(-input)), torch.log1p(torch.exp(input))) - input * target,
        reduction,
    )
