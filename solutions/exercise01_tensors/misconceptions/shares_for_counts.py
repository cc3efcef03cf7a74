"""You divide by the number of elements: that gives shares, counts are whole numbers."""


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    index = torch.bucketize(x.flatten(), edges[1:-1], right=True)
    return torch.bincount(index, minlength=bins) / x.numel(), edges
