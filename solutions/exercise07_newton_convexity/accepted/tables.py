"""Combinations of indices, expectations as dot products, f on tables; the norm is never smaller than the radius."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    if xs.numel() < 2:
        return True
    pairs = torch.combinations(xs)
    middle = f(pairs.mean(1))
    ends = f(pairs).mean(1)
    return (middle - ends).max().item() <= tol


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    p = torch.ones_like(x) / x.numel() if p is None else p
    if p.shape != x.shape or p.min() < 0 or not torch.isclose(p.double().sum(), torch.ones(()).double(), 0, 1e-6):
        raise ValueError
    both = f(torch.cat([x, (p @ x)[None]]))
    return float(p @ both[:-1] - both[-1])


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError
    norm = torch.linalg.vector_norm(x)
    return x / torch.clamp(norm, min=radius) * radius
