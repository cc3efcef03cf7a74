"""You look at the eigenvalue of the largest size only. The others have a say as well: one of the other sign makes a
saddle, and a zero makes it 'degenerate'."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    eigenvalues = eigenvalues[eigenvalues.abs().argmax()].reshape(1)
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
