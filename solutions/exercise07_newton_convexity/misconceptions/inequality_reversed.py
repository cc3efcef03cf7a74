"""You test for concavity. The chord of a convex function runs above the curve: f at the midpoint is at most the mean of
f at the two ends."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    a, b = xs[:, None], xs[None, :]
    return bool((f((a + b) / 2) >= (f(a) + f(b)) / 2 - tol).all())
