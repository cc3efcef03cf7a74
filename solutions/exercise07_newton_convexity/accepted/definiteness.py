"""Definite or not is found by Cholesky factorisations, shifted by tol; the saddle by the quadratic form at
eigenvectors."""


def _positive(matrix: Tensor) -> bool:
    return int(torch.linalg.cholesky_ex(matrix).info) == 0


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    shift = tol * torch.eye(hess.shape[0], dtype=hess.dtype)
    if _positive(hess - shift):
        return "minimum"
    if _positive(-hess - shift):
        return "maximum"
    vectors = torch.linalg.eigh(hess).eigenvectors
    forms = [torch.dot(v, hess @ v).item() for v in vectors.unbind(1)]
    return "saddle" if max(forms) > tol and min(forms) < -tol else "degenerate"
