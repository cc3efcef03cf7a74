"""The error is prediction minus target: your two gradients have the opposite sign."""


def linear_mse_grad(w: Tensor, b: Tensor, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    if X.dim() != 2 or w.shape != X.shape[1:] or y.shape != X.shape[:1]:
        raise ValueError("X must be (N, D), w (D,) and y (N,)")
    error = y - X @ w - b
    return 2 * X.T @ error / len(y), 2 * error.mean()
