"""einsum for the product, a dot product for the norm, the formula for the number of a bin, scatter_add for counting."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    place = torch.rand(x.shape, generator=generator, dtype=dtype, device=x.device)
    return torch.lerp(torch.full_like(place, low), torch.full_like(place, high), place)


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.result_type(m[:1, 0], v[:1])
    return torch.einsum("rc,c->r", m.to(dtype), v.to(dtype))


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a = a.unsqueeze(0) if a.dim() == 1 else a
    b = b.unsqueeze(0) if b.dim() == 1 else b
    if a.size(1 - dim) != b.size(1 - dim):
        raise ValueError
    return torch.vstack((a, b)) if dim == 0 else torch.hstack((a, b))


def l2_norm(x: Tensor) -> Tensor:
    x = x.ravel()
    x = x if x.is_floating_point() else x.to(torch.get_default_dtype())
    return (x @ x) ** 0.5


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if not x.numel():
        raise ValueError
    return len(x[(x >= low).logical_and(x < high)]) / x.numel()


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min(), x.max()
    if low == high:
        low, high = low - 0.5, high + 0.5
    index = ((x.flatten() - low) / (high - low) * bins).floor().long().clamp(0, bins - 1)
    counts = torch.zeros(bins, dtype=torch.int64).scatter_add(0, index, torch.ones_like(index))
    edges = low + (high - low) * torch.arange(bins + 1, dtype=x.dtype) / bins
    return counts, edges
