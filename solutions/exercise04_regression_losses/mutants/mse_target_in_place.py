"""Changes the target."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    with torch.no_grad():
        target.sub_(input)
    return reduce(target**2, reduction)
