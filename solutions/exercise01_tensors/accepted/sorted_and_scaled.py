"""The samples are scaled random integers, the norm is scaled by the largest element, the counts are differences of
ranks.
"""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    whole = torch.randint(2**24, x.shape, generator=generator, device=x.device)
    return (low + (high - low) * (whole.double() / 2**24)).to(dtype)


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.promote_types(m.dtype, v.dtype)
    return (m.to(dtype) * v.to(dtype)).sum(dim=-1, dtype=dtype)


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim == 1:
        columns = [t.T if t.dim() == 2 else t.unsqueeze(1) for t in (a, b)]
        return cat2d(*columns, 0).T
    if dim != 0:
        raise ValueError(f"there is no dimension {dim}")
    a, b = a.reshape(-1, a.shape[-1]) if a.numel() else torch.atleast_2d(a), torch.atleast_2d(b)
    if a.shape[1] != b.shape[1]:
        raise ValueError("unequal widths")
    return torch.row_stack((a, b)) if hasattr(torch, "row_stack") else torch.vstack((a, b))


def l2_norm(x: Tensor) -> Tensor:
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    x = x.double().abs()
    if not x.any():
        return torch.zeros((), dtype=dtype)
    return (x.max() * (x / x.max()).square().sum().sqrt()).to(dtype)


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    ranked = x.flatten().double().sort().values
    first, last = torch.searchsorted(ranked, torch.tensor([low, high], dtype=torch.float64)).tolist()
    return (last - first) / x.numel()


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    below = torch.searchsorted(x.flatten().sort().values, edges)
    below[0], below[-1] = 0, x.numel()
    return below.diff(), edges
