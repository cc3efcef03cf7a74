"""log(sigmoid(z)) and log(sigmoid(-z)): minus infinity far out."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return _reduce(-target * torch.sigmoid(input).log() - (1 - target) * torch.sigmoid(-input).log(), reduction)
