"""You test whether the values grow. That is monotone, not convex: a convex function may fall and rise, what grows is
its slope."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    values = f(xs.sort().values)
    return bool((values[1:] >= values[:-1] - tol).all())
