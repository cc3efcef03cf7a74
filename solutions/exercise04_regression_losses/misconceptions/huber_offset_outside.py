"""You subtract 0.5 · delta after multiplying by delta. The bracket is delta · (d − 0.5 · delta), so what is subtracted
is 0.5 · delta²; only for delta = 1 is it the same.
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < delta, 0.5 * d * d, delta * d - 0.5 * delta), reduction)
