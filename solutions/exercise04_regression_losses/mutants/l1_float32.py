"""Computes in float32."""


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    return reduce((input.float() - target.float()).abs().to(input.dtype), reduction)
