"""No gradient for very small errors."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    d = (input - target).abs()
    return reduce(torch.where(d > 1e-3, d, d.detach()), reduction)
