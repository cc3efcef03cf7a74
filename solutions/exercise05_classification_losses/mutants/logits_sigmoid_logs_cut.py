"""The same, cut off at -100."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(
        -target * _cut_off(torch.log, torch.sigmoid(input)) - (1 - target) * _cut_off(torch.log, torch.sigmoid(-input)),
        reduction,
    )
