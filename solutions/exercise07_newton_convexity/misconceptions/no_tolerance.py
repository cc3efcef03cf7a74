"""tol is not used. Rounding then makes a straight line, where both sides are equal, look as if it were not convex: add
tol to the right side."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2).all())
