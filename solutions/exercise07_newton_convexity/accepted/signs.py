"""The signs of the eigenvalues as a set, the step by an LU factorisation, interpolation for midpoints, a generator for
the path."""

import itertools


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    def walk(x):
        while True:
            yield x
            x -= eta * (gradf(x) / hessf(x))

    return list(itertools.islice(walk(float(x0)), steps + 1))


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.shape != (grad.numel(),) or hess.shape != (grad.numel(), grad.numel()):
        raise ValueError
    if torch.linalg.slogdet(hess).sign == 0:
        raise ValueError
    factors, pivots = torch.linalg.lu_factor(hess)
    return -torch.linalg.lu_solve(factors, pivots, grad[:, None]).squeeze(1)


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    values = torch.linalg.eigvalsh(hess)
    signs = set(torch.where(values.abs() <= tol, 0.0, values).sign().tolist())
    if {1.0, -1.0} <= signs:
        return "saddle"
    return {1.0: "minimum", -1.0: "maximum"}[signs.pop()] if 0.0 not in signs else "degenerate"


def is_midpoint_convex(f: Callable[[Tensor], Tensor], xs: Tensor, tol: float = 1e-9) -> bool:
    one, two = torch.meshgrid(xs, xs, indexing="ij")
    excess = f(torch.lerp(one, two, 0.5)) - torch.lerp(f(one), f(two), 0.5)
    return not bool((excess > tol).any())
