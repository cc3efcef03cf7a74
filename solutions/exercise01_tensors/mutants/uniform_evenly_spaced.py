"""Equidistant values in random order are not independent."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    n = x.numel()
    places = torch.randperm(n, generator=generator).to(dtype).reshape(x.shape)
    return low + (high - low) * places / max(n, 1)
