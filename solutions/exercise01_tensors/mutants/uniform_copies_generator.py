"""Draws from a copy, so that the generator does not move on."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    if generator is not None:
        generator = torch.Generator().set_state(generator.get_state())
    return low + (high - low) * torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
