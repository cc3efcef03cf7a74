"""You decide once for the whole tensor whether it is the parabola or the line. Each element has its own d, and so its
own piece: use torch.where or a mask.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    small = bool((d < beta).all())
    return reduce(0.5 * d * d / beta if small else d - 0.5 * beta, reduction)
