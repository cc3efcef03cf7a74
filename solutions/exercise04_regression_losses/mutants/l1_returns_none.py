"""Returns None for shapes that differ."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        return None
    return reduce((input - target).abs(), reduction)
