"""The signs of p are not checked. A p with a negative entry can sum to 1 all the same, and is no distribution: refuse
it with a ValueError."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if p.shape != x.shape or abs(p.sum().item() - 1) > 1e-6:
        raise ValueError("p must hold one probability for each value of x")
    return ((p * f(x)).sum() - f((p * x).sum())).item()
