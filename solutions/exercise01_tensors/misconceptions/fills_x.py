"""`uniform_` overwrites x itself, and with it what the caller had in there. Make a new tensor."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    x = x if x.is_floating_point() else x.to(torch.get_default_dtype())
    return x.uniform_(low, high, generator=generator)
