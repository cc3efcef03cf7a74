"""You look at the signs of the entries of the Hessian. What counts are the signs of its eigenvalues."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = hess.flatten()
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
