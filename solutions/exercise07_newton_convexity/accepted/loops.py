"""Pair loops with an early end, eigenvalues of the unsymmetric solver, the norm by a dot product."""


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    for i in range(len(xs)):
        for j in range(i):
            if f((xs[i] + xs[j]) / 2) > f(xs[i]) / 2 + f(xs[j]) / 2 + tol:
                return False
    return True


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    values = torch.linalg.eigvals(hess).real.tolist()
    up, down = sum(v > tol for v in values), sum(v < -tol for v in values)
    if up and down:
        return "saddle"
    return {up: "minimum", down: "maximum"}.get(len(values), "degenerate")


def project_ball(x: Tensor, radius: float) -> Tensor:
    if not radius > 0:
        raise ValueError
    norm = torch.dot(x.flatten(), x.flatten()) ** 0.5
    return x.clone() if norm <= radius else x / norm * radius
