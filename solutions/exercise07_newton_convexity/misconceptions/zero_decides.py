"""You let an eigenvalue of 0 count for a minimum or a maximum. It cannot decide anything: along it x⁴, −x⁴ and x³ all
have the second derivative 0. The answer is 'degenerate'."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    if (eigenvalues >= -tol).all():
        return "minimum"
    return "maximum" if (eigenvalues <= tol).all() else "saddle"
