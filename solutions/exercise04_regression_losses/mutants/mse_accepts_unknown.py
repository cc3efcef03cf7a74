"""Takes the mean for an unknown reduction, though reduce would not."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction if reduction in ("none", "sum") else "mean")
