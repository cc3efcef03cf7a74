"""Your line has the slope 1, but the parabola ends with the slope delta, so there is a kink and a jump at the border.
The line is delta · (d − 0.5 · delta).
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < delta, 0.5 * d * d, d - 0.5 * delta), reduction)
