"""Notices a negative beta only if some error is not 0."""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = (input - target).abs()
    if beta < 0 and bool((d > 0).any()):
        raise ValueError("beta")
    if beta == 0:
        return l1_loss(input, target, reduction)
    near = d.clamp(max=beta)
    return reduce(near / beta * (d - 0.5 * near), reduction)
