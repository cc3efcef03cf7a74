"""Does not look at the shapes."""


def linear_mse_grad(w: Tensor, b: Tensor, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    error = X @ w + b - y
    return 2 * X.T @ error / len(y), 2 * error.mean()
