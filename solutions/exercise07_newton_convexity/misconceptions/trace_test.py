"""The sum of the eigenvalues (the trace) only says which sign prevails. Every single eigenvalue has to be positive for
a minimum, and every one negative for a maximum."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    trace = torch.linalg.eigvalsh(hess).sum()
    if trace.abs() <= tol:
        return "saddle"
    return "minimum" if trace > 0 else "maximum"
