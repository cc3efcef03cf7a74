"""Your line delta · d begins too high: at d = delta it is delta², but the parabola ends at 0.5 · delta². Subtract half
of delta from d first: delta · (d − 0.5 · delta).
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < delta, 0.5 * d * d, delta * d), reduction)
