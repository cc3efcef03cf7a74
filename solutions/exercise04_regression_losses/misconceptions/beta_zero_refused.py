"""You refuse beta = 0, but it is allowed: the parabola shrinks to nothing, and what is left is the L1 loss. Only a
negative beta raises a ValueError.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta <= 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    near = d.clamp(max=beta)
    return reduce(near / beta * (d - 0.5 * near), reduction)
