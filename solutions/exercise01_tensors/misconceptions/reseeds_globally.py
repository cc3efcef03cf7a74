"""`torch.manual_seed` inside a function restarts the random numbers of the whole program, and the generator itself
never moves on. Hand the generator to `torch.rand` instead.
"""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    if generator is not None:
        torch.manual_seed(generator.initial_seed())
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    return low + (high - low) * torch.rand(x.shape, dtype=dtype, device=x.device)
