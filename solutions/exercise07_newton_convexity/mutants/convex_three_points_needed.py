"""fewer than three points are never convex"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    if len(xs) < 3:
        return False
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
