"""Shapes are not checked."""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * weight_decay / 2 * torch.eye(d, dtype=X.dtype), X.T @ y)
