"""You return a tensor. A Python bool is promised: `bool(...)` or `.item()` makes one of it."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return (f((a + b) / 2) <= (f(a) + f(b)) / 2 + tol).all()
