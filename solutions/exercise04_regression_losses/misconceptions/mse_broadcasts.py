"""Your mse_loss does not look at the shapes. (N,) against (N, 1) broadcasts to a table of all N × N pairs (torch's own
loss does the same, with no more than a warning): raise a ValueError if input.shape and target.shape differ.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return reduce((input - target) ** 2, reduction)
