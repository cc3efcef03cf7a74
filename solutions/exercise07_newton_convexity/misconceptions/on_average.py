"""You compare averages over all pairs, where one pair can hide another. The inequality has to hold for each pair."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool(f((a + b) / 2).mean() <= ((f(a) + f(b)) / 2).mean() + tol)
