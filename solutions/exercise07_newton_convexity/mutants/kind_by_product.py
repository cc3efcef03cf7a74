"""the product of the eigenvalues says whether one of them is 0"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    values = torch.linalg.eigvalsh(hess)
    if values.min() < -tol and values.max() > tol:
        return "saddle"
    if values.prod().abs() <= tol:
        return "degenerate"
    return "minimum" if values.min() > 0 else "maximum"
