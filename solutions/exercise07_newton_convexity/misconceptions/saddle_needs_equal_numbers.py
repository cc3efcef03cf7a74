"""You call it a saddle only where as many eigenvalues are positive as negative. One of each sign is enough, whatever
the others are."""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    eigenvalues = torch.linalg.eigvalsh(hess)
    up, down = int((eigenvalues > tol).sum()), int((eigenvalues < -tol).sum())
    if up == down and up > 0:
        return "saddle"
    if up + down < len(eigenvalues):
        return "degenerate"
    return "minimum" if up > down else "maximum"
