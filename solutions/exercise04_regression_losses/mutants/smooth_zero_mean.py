"""Always the mean for beta = 0."""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return reduce((input - target).abs(), "mean")
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta), reduction)
