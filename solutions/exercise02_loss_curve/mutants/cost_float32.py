"""Computes in float32."""


def cost(x: Tensor, y: Tensor, w: float | Tensor) -> Tensor:
    if x.numel() == 0:
        raise ValueError("there must be at least one sample")
    return loss(x.float(), y.float(), w).mean()
