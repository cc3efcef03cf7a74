"""Your huber_loss does not look at the shapes. (N,) against (N, 1) broadcasts to a table of all N × N pairs without
any error: raise a ValueError if input.shape and target.shape differ.
"""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    if delta <= 0:
        raise ValueError("delta must be positive")
    d = (input - target).abs()
    near = d.clamp(max=delta)
    return reduce(near * (d - 0.5 * near), reduction)
