"""delta is where the line begins, so it must be positive. You do not look at it: raise a ValueError for delta <= 0."""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = (input - target).abs()
    near = d.clamp(max=delta)
    return reduce(near * (d - 0.5 * near), reduction)
