"""You never use `generator`: hand it to `torch.rand`, or the numbers come from the global generator."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    return low + (high - low) * torch.rand(x.shape, dtype=dtype, device=x.device)
