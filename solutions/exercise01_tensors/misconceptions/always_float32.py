"""For an x of whole numbers the dtype is torch.get_default_dtype(), which somebody may have set to float64; you
always take float32.
"""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.float32
    return low + (high - low) * torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
