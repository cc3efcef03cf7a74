"""`if d < beta` asks a whole tensor for one truth value, which torch refuses with an error as soon as there is more
than one element. To choose for each element, use torch.where or a mask.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return l1_loss(input, target, reduction)
    d = (input - target).abs()
    if d < beta:
        return reduce(0.5 * d * d / beta, reduction)
    return reduce(d - 0.5 * beta, reduction)
