"""You reduce the errors first and put the mean (or the sum) into the formula. The pieces are chosen for each element,
and reduced at the end: the loss of a mean is not the mean of the losses.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    d = reduce(d, reduction)
    return torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta)
