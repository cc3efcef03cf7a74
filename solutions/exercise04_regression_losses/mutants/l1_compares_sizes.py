"""Compares the numbers of elements only."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.numel() != target.numel():
        raise ValueError("shapes")
    return reduce((input - target.reshape(input.shape)).abs(), reduction)
