"""Without p you take the weight 1 for every value. Equally likely means 1/N for each of the N values, so that the
weights sum to 1."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.ones_like(x)
    elif p.shape != x.shape or bool((p < 0).any()) or abs(p.sum().item() - 1) > 1e-6:
        raise ValueError("p must hold one probability for each value of x")
    return ((p * f(x)).sum() - f((p * x).sum())).item()
