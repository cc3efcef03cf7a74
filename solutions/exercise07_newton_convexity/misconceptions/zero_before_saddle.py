"""You look for zero eigenvalues first. Where a positive and a negative one are there, it is a saddle whatever else
there is: ask for both signs before you ask for zeros."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = bool((eigenvalues > tol).any()), bool((eigenvalues < -tol).any())
    if bool((eigenvalues.abs() <= tol).any()):
        return "degenerate"
    if up and down:
        return "saddle"
    return "minimum" if up else "maximum"
