"""You cut the loss off at the border: beyond it everything costs the same, so large errors have the gradient 0 and are
never corrected. The loss has to go on as a line, d − 0.5 · beta.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, 0.5 * beta + 0 * d), reduction)
