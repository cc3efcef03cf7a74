"""Your l1_loss does not look at the shapes. (N,) against (N, 1) broadcasts to a table of all N × N pairs without any
error: compare input.shape with target.shape, and raise a ValueError if they differ.
"""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return reduce((input - target).abs(), reduction)
