"""You set the generator back to its seed at each call, so it gives the same numbers every time. Use it as it comes."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    return low + (high - low) * torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
