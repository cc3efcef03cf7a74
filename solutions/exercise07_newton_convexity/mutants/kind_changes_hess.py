"""hess is symmetrised in place"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    hess += torch.eye(len(hess), dtype=hess.dtype) * 1e-13
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
