"""You count both borders of every bin, so an element on an inner edge is counted twice. Only the last bin holds its
right edge.
"""


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    counts = [((x >= edges[i]) & (x <= edges[i + 1])).sum() for i in range(bins)]
    return torch.stack(counts), edges
