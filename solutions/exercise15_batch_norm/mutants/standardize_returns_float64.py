"""The result is float64 whatever x is."""


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    return (x - x.mean(dim=0)).double() / torch.sqrt(x.var(dim=0, correction=0) + eps)
