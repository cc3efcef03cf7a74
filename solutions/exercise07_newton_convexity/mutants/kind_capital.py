"""the answers have a capital letter"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "Saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "Minimum" if up else "Maximum"
