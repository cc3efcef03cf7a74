"""tol is not used: you compare with exactly 0. Rounding rarely leaves an eigenvalue exactly 0, so every one of size up
to tol has to count as 0."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = bool((eigenvalues > 0).any()), bool((eigenvalues < 0).any())
    if up and down:
        return "saddle"
    if bool((eigenvalues == 0).any()):
        return "degenerate"
    return "minimum" if up else "maximum"
