"""Inside the border the Huber loss is HALF the square, 0.5 · d². Without the half, the parabola and the line do not
meet at d = delta.
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < delta, d * d, delta * (d - 0.5 * delta)), reduction)
