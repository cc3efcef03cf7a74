"""Lets a 0-dim target pass."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if target.dim() and input.shape != target.shape:
        raise ValueError("shapes")
    return reduce((input - target).abs(), reduction)
