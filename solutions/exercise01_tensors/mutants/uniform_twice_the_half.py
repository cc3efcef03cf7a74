"""Draws half of the samples and repeats them."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    n = x.numel()
    half = torch.rand((n + 1) // 2, generator=generator, dtype=dtype)
    return low + (high - low) * torch.cat((half, half))[:n].reshape(x.shape)
