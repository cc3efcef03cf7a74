"""binary_cross_entropy gets probabilities; you apply another sigmoid to them. Only the function with logits needs
one.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((input < 0) | (input > 1) | (target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    input = torch.sigmoid(input)
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
