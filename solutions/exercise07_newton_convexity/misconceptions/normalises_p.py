"""You divide p by its sum, so that it always fits. Weights that do not sum to 1 are a mistake of the caller's and have
to be refused with a ValueError."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if p.shape != x.shape or bool((p < 0).any()):
        raise ValueError("p must hold one probability for each value of x")
    p = p / p.sum()
    return ((p * f(x)).sum() - f((p * x).sum())).item()
