"""Your l1_loss always returns the mean. Hand the values and the reduction to `reduce`: it knows 'none' and 'sum', too,
and refuses what it does not know.
"""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return (input - target).abs().mean()
