"""The pseudo-Huber loss."""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(delta**2 * ((1 + (d / delta) ** 2).sqrt() - 1), reduction)
