"""You cut the loss off at the border: beyond it everything costs the same, so large errors have the gradient 0 and are
never corrected. The loss has to go on as a line, delta · (d − 0.5 · delta).
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < delta, 0.5 * d * d, 0.5 * delta**2 + 0 * d), reduction)
