"""the first pair of different points decides"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:1], xs[-1:]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
