"""You draw a single random number and give it to all elements: draw as many as x has elements."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    one = torch.rand((), generator=generator, dtype=dtype, device=x.device)
    return torch.full(x.shape, low + (high - low) * one.item(), dtype=dtype, device=x.device)
