"""Compares the numbers of dimensions only."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.dim() != target.dim():
        raise ValueError("shapes")
    try:
        return reduce((input - target).abs(), reduction)
    except RuntimeError:
        raise ValueError("shapes") from None
