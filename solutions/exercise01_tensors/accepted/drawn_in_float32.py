"""The samples are drawn in float32 and converted afterwards; the other functions lean on torch's own reductions."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not high - low > 0:
        raise ValueError("low must be smaller than high")
    samples = high - (high - low) * torch.rand(tuple(x.shape), generator=generator)
    return samples.type(x.dtype if x.is_floating_point() else torch.get_default_dtype())


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if (m.dim(), v.dim()) != (2, 1) or m.size(1) != v.size(0):
        raise ValueError
    dtype = torch.promote_types(m.dtype, v.dtype)
    return torch.tensordot(m.to(dtype), v.to(dtype), dims=1)


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    tables = [t.reshape(1, -1) if t.dim() == 1 else t for t in (a, b)]
    if dim == 0 and tables[0].shape[1] == tables[1].shape[1]:
        return torch.concat(tables)
    if dim == 1 and tables[0].shape[0] == tables[1].shape[0]:
        return torch.concat(tables, dim=1)
    raise ValueError("cannot join")


def l2_norm(x: Tensor) -> Tensor:
    return torch.pow(x.to(torch.get_default_dtype() if not x.is_floating_point() else x.dtype), 2).sum().pow(0.5)


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() < 1:
        raise ValueError
    return float(torch.count_nonzero((x < high) * (x >= low)) / x.numel())


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError
    edges = torch.linspace(x.min(), x.max(), bins + 1, dtype=x.dtype)
    if x.min() == x.max():
        edges = x.min() + torch.linspace(-0.5, 0.5, bins + 1, dtype=x.dtype)
    at_least = (x.reshape(-1, 1) >= edges[:-1]).sum(0)
    return -torch.diff(at_least, append=torch.zeros(1, dtype=torch.int64)), edges
