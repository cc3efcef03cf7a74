"""Ignores the dtype float16."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = torch.float64 if x.dtype == torch.float64 else torch.get_default_dtype()
    return low + (high - low) * torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
