"""The argument eps is ignored."""


def standardize(x: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    return (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0, correction=0) + 1e-5)
