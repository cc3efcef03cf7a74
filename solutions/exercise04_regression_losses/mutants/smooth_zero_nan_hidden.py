"""Values are right for beta = 0, gradients NaN."""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    d = (input - target).abs()
    if beta == 0:
        return reduce((d * d).sqrt(), reduction)
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta), reduction)
