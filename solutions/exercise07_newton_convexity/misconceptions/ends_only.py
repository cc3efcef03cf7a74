"""You compare each point with the first one only. Every pair of points has to be compared."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:1], xs
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
