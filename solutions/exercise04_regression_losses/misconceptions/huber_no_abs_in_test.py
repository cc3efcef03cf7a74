"""Your test for the border lacks the absolute value. Every negative error is smaller than delta, however large it is,
and gets the parabola: compare d = |input − target| with delta.
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(input - target < delta, 0.5 * d * d, delta * (d - 0.5 * delta)), reduction)
