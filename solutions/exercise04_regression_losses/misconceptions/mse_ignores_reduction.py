"""Your mse_loss always returns the mean. Hand the values and the reduction to `reduce`: it knows 'none' and 'sum',
too, and refuses what it does not know.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return ((input - target) ** 2).mean()
