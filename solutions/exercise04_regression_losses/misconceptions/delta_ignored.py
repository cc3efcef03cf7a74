"""Your huber_loss does not use delta: border, parabola and line are always those for delta = 1."""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    return reduce(torch.where(d < 1, 0.5 * d * d, d - 0.5), reduction)
