"""weight_decay is divided with //."""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    if X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must have the shape (N, D), and y the shape (N,)")
    n, d = X.shape
    return torch.linalg.solve(
        X.T @ X
        + n * (weight_decay // 2 if isinstance(weight_decay, int) else weight_decay / 2) * torch.eye(d, dtype=X.dtype),
        X.T @ y,
    )
