"""(a − b) / 2 is half the distance between the points. Their midpoint is (a + b) / 2."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a - b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
