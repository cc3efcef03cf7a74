"""You stretch the random numbers by `high` instead of by the width `high - low`: they reach from low to low + high."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    return low + high * torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
