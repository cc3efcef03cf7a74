"""second differences of f around each point, with a step of 1e-3"""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    h = 1e-3
    return bool((f(xs + h) - 2 * f(xs) + f(xs - h) >= -tol - 1e-12).all())
