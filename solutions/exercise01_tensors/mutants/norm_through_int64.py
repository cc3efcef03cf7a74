"""Squares integers as int64."""


def l2_norm(x: Tensor) -> Tensor:
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    x = x if x.is_floating_point() else x.long()
    return (x * x).sum().to(dtype).sqrt()
