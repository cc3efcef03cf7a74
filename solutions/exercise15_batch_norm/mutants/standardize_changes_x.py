"""x itself is centred."""


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    x -= x.mean(dim=0)
    return x / torch.sqrt(x.var(dim=0, correction=0) + eps)
