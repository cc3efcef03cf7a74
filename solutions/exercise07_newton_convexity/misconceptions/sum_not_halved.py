"""The mean of the two values is their sum divided by 2; the division is missing."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) <= f(a) + f(b) + tol).all())
