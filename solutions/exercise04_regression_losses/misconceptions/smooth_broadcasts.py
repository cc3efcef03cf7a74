"""Your smooth_l1_loss does not look at the shapes. (N,) against (N, 1) broadcasts to a table of all N × N pairs
without any error: raise a ValueError if input.shape and target.shape differ.
"""


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    if beta < 0:
        raise ValueError("beta must not be negative")
    if beta == 0:
        return reduce((input - target).abs(), reduction)
    d = (input - target).abs()
    near = d.clamp(max=beta)
    return reduce(near / beta * (d - 0.5 * near), reduction)
