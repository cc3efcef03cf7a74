"""You walk downhill for some steps, and stop before you are there. The objective is a parabola, so the place where
its gradient is 0 can be computed: it is a linear system.
"""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    if X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must have the shape (N, D), and y the shape (N,)")
    w = torch.zeros(X.shape[1], dtype=X.dtype)
    for _ in range(100):
        w = w - 0.02 * (2 / len(y) * X.T @ (X @ w - y) + weight_decay * w)
    return w
