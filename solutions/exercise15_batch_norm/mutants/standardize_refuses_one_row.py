"""A single row is refused."""


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    if len(x) < 2:
        raise ValueError("more rows, please")
    return (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0, correction=0) + eps)
