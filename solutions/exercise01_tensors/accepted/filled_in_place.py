"""New tensors are filled in place: by `uniform_`, row by row, table by table."""


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if low >= high:
        raise ValueError("low must be smaller than high")
    samples = torch.empty_like(x, dtype=x.dtype if x.is_floating_point() else torch.get_default_dtype())
    return samples.uniform_(low, high, generator=generator)


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    result = torch.zeros(m.shape[0], dtype=torch.promote_types(m.dtype, v.dtype))
    for column, factor in zip(m.T, v, strict=True):
        result += column.to(result.dtype) * factor
    return result


def cat2d(a: Tensor, b: Tensor, dim: int) -> Tensor:
    if dim not in (0, 1):
        raise ValueError("dim must be 0 or 1")
    a, b = torch.atleast_2d(a), torch.atleast_2d(b)
    if a.shape[1 - dim] != b.shape[1 - dim]:
        raise ValueError("the tables do not fit")
    rows, columns = a.shape
    height, width = (rows + b.shape[0], columns) if dim == 0 else (rows, columns + b.shape[1])
    table = a.new_empty(height, width)
    table[:rows, :columns] = a
    table[height - b.shape[0] :, width - b.shape[1] :] = b
    return table


def l2_norm(x: Tensor) -> Tensor:
    total = torch.zeros((), dtype=x.dtype if x.is_floating_point() else torch.get_default_dtype())
    for element in x.flatten():
        total += element.to(total.dtype) ** 2
    return total.sqrt_()


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    mask = torch.ones(x.shape)
    mask[x < low] = 0
    mask[x >= high] = 0
    return float(mask.mean())


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    counts = torch.zeros(bins, dtype=torch.int64)
    for i in range(bins):
        counts[i] = ((x >= edges[i]) & (x < edges[i + 1])).sum()
    counts[-1] += (x == edges[-1]).sum()
    return counts, edges
