"""Outside the border you forgot to subtract 0.5 · beta. The parabola ends at the height 0.5 · beta and your line
begins at beta: the curve jumps.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, d), reduction)
