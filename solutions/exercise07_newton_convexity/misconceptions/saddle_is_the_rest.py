"""Whatever is neither minimum nor maximum you call a saddle. A saddle needs one eigenvalue of each sign; zeros beside
eigenvalues of one sign are 'degenerate'."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    if (eigenvalues > tol).all():
        return "minimum"
    return "maximum" if (eigenvalues < -tol).all() else "saddle"
