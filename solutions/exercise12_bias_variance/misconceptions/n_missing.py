"""The data term is a mean over N samples. When you multiply the equation by N to get rid of 1/N, the penalty is
multiplied, too: N * weight_decay / 2. Yours is N times too weak.
"""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    if X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must have the shape (N, D), and y the shape (N,)")
    d = X.shape[1]
    return torch.linalg.solve(X.T @ X + weight_decay / 2 * torch.eye(d, dtype=X.dtype), X.T @ y)
