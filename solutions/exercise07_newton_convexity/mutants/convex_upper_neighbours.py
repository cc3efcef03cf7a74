"""pairs up to two places apart in the sorted order"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    xs = xs.sort().values
    ok = True
    for gap in (1, 2):
        a, b = xs[:-gap], xs[gap:]
        ok = ok and bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all())
    return ok
