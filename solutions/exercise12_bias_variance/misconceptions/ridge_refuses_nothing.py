"""Nothing is refused. A negative weight_decay, an X that is not 2-dim and a y that is not of shape (N,) must raise
a ValueError; some of them would otherwise give numbers without a meaning.
"""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * weight_decay / 2 * torch.eye(d, dtype=X.dtype), X.T @ y)
