"""The value is right, the gradient is half of it."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = input - target
    return reduce(d * d.detach(), reduction)
