"""only the upper left 2 × 2 block is looked at"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess[:2, :2])
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
