"""Computes in float32."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce(((input.float() - target.float()) ** 2).to(input.dtype), reduction)
