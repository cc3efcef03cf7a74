"""Lets the target be broadcast to the input's shape."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    try:
        target = target.expand(input.shape)
    except RuntimeError:
        raise ValueError("shapes") from None
    return reduce((input - target).abs(), reduction)
