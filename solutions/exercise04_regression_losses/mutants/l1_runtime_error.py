"""Leaves torch's RuntimeError where the shapes cannot be broadcast."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    d = input - target
    if d.shape != input.shape or d.shape != target.shape:
        raise ValueError("shapes")
    return reduce(d.abs(), reduction)
