"""You subtract tol on the right side, which makes the test stricter, so that even a straight line fails. The tolerance
has to forgive rounding: add it."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 - tol).all())
