"""Gives empty bins for an empty x."""


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1:
        raise ValueError
    if x.numel() == 0:
        return torch.zeros(bins, dtype=torch.int64), torch.linspace(0, 1, bins + 1, dtype=x.dtype)
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    index = torch.bucketize(x.flatten(), edges[1:-1], right=True)
    return torch.bincount(index, minlength=bins), edges
