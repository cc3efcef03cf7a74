"""Compares the first dimensions only."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape[:1] != target.shape[:1]:
        raise ValueError("shapes")
    try:
        return reduce((input - target).abs(), reduction)
    except RuntimeError:
        raise ValueError("shapes") from None
