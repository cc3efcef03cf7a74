"""You evaluate f at a + b. The midpoint is (a + b) / 2."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f(a + b) <= (f(a) + f(b)) / 2 + tol).all())
