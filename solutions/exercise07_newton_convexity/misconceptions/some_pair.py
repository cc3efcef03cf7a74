"""Your answer is always True. If you use `any`: it is content with one pair that fits, and a = b always fits. Convexity
needs every pair, so ask for `all`."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).any())
