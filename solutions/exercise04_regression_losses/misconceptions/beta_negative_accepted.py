"""A negative beta makes no sense: there would be no parabola, and the line would be raised. Raise a ValueError for
beta < 0.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    near = d.clamp(max=beta)
    return reduce(near / beta * (d - 0.5 * near), reduction)
