"""Inside the border SmoothL1 is HALF the square: 0.5 · d² / beta. Without the half, the parabola and the line do not
meet at d = beta.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(d < beta, d * d / beta, d - 0.5 * beta), reduction)
