"""You standardise every row, that is, every sample. A column is one feature, and every column gets a mean and a
variance of its own: average over dimension 0.
"""


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    return (x - x.mean(dim=1, keepdim=True)) / torch.sqrt(x.var(dim=1, correction=0, keepdim=True) + eps)
