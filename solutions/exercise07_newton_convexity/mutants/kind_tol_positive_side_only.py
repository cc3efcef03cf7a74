"""tol is not used on the positive side"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = bool((eigenvalues > 0).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
