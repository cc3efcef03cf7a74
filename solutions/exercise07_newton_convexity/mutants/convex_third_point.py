"""a point at a third of the way instead of the midpoint"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((2 * a + b) / 3) <= (2 * f(a) + f(b)) / 3 + tol).all())
