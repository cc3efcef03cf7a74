"""Logits are treated as if they were probabilities: the sigmoid is missing, and it has to be part of the formula."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(
        -target * input.abs().log().clamp(min=-100) - (1 - target) * (1 - input).abs().log().clamp(min=-100), reduction
    )
