"""the points are rounded to float32"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    xs = xs.float()
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
