"""You refuse a negative delta, but not delta = 0. With it the loss is 0 for every error and the gradient is 0, so that
nothing is learnt: raise a ValueError for delta <= 0.
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta < 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    near = d.clamp(max=delta)
    return reduce(near * (d - 0.5 * near), reduction)
