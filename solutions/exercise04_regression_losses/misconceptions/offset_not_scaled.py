"""The parabola is right, but the line is lowered by 0.5 instead of 0.5 · beta, so that the pieces do not meet at d =
beta (unless beta is 1).
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, d - 0.5), reduction)
