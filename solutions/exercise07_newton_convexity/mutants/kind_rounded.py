"""eigenvalues are rounded to ten digits first"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess).round(decimals=10)
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
