"""The value of your mse_loss is right, but no gradient arrives: the result is cut off from the input (by detach, item
or torch.tensor). A loss that cannot be differentiated trains nothing.
"""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input - target) ** 2, reduction).detach()
