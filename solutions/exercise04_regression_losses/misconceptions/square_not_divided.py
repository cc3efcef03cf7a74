"""The line is right, but the parabola is not divided by beta, so that the pieces do not meet at d = beta (unless beta
is 1): it is 0.5 · d² / beta.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d, d - 0.5 * beta), reduction)
