"""You take the mean of p · f(x) and p · x. The probabilities have the division by N in them already: a sum is what is
needed."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if p.shape != x.shape or bool((p < 0).any()) or abs(p.sum().item() - 1) > 1e-6:
        raise ValueError("p must hold one probability for each value of x")
    return ((p * f(x)).mean() - f((p * x).mean())).item()
