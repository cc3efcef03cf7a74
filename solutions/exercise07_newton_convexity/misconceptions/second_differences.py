"""You take second differences of the values at the sorted points. That presumes equal distances, and it never looks at
f between the points: compare f at the midpoint of every pair with the mean of the two values."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    values = f(xs.sort().values)
    return bool((values[2:] - 2 * values[1:-1] + values[:-2] >= -tol).all())
