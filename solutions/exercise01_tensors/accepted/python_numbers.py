"""Everything in lists and Python numbers, with tensors only at the ends."""

import math


def uniform_like(x: Tensor, low: float = 0.0, high: float = 1.0, *, generator: torch.Generator | None = None) -> Tensor:
    if not low < high:
        raise ValueError("low must be smaller than high")
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    n = x.numel()
    places = torch.rand(n, generator=generator, dtype=torch.float64).tolist()
    return torch.tensor([low + (high - low) * place for place in places], dtype=dtype).reshape(x.shape)


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    rows, factors = m.tolist(), v.tolist()
    sums = [sum(a * b for a, b in zip(row, factors, strict=True)) for row in rows]
    return torch.tensor(sums, dtype=torch.promote_types(m.dtype, v.dtype))


def l2_norm(x: Tensor) -> Tensor:
    dtype = x.dtype if x.is_floating_point() else torch.get_default_dtype()
    return torch.tensor(math.sqrt(sum(element**2 for element in x.flatten().tolist())), dtype=dtype)


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return sum(1 for element in x.flatten().tolist() if low <= element < high) / x.numel()


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins <= 0 or x.numel() == 0:
        raise ValueError("no bins or no elements")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    counts = [0] * bins
    for element in x.flatten().tolist():
        counts[min(int((element - low) / (high - low) * bins), bins - 1)] += 1
    return torch.tensor(counts), torch.linspace(low, high, bins + 1, dtype=x.dtype)
