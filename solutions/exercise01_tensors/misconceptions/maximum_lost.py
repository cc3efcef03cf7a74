"""The largest element is nowhere counted: with edges[i] <= element < edges[i + 1] it lies just outside the last bin.
Close the last bin on the right.
"""


def histogram(x: Tensor, bins: int = 100) -> tuple[Tensor, Tensor]:
    if bins < 1 or x.numel() == 0:
        raise ValueError("there must be at least one bin and one element")
    low, high = x.min().item(), x.max().item()
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    index = torch.bucketize(x.flatten(), edges, right=True) - 1
    return torch.bincount(index[index < bins], minlength=bins), edges
