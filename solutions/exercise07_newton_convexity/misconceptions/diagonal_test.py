"""You look at the signs on the diagonal. They are not the signs of the eigenvalues: with large entries beside it, a
matrix with a positive diagonal is a saddle."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = hess.diagonal()
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
