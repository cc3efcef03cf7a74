"""The gradient of the mean squared error, derived by hand."""

import torch
from torch import Tensor


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Return the derivative of mean((x * w - y)**2) with respect to w, by its formula.

    Raises:
        ValueError: x and y differ in shape, or are empty.

    """
    if x.shape != y.shape or len(x) == 0:
        raise ValueError(f"x has shape {tuple(x.shape)} and y has shape {tuple(y.shape)}")
    error = x * w - y
    return (x * error).mean()


def linear_mse_grad(w: Tensor, b: Tensor, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients (grad_w, grad_b) of mean((X @ w + b - y)**2), by their formulas.

    Raises:
        ValueError: X is not 2-dim, or w or y does not fit it.

    """
    if X.dim() != 2:
        raise ValueError("X must have the shape (N, D)")
    n, d = X.shape
    if w.shape != (d,) or y.shape != (n,):
        raise ValueError("w or y does not fit X")
    error = X @ w + b - y
    grad_w = 2 / n * (X.T @ error)
    grad_b = 2 * error.sum()
    return grad_w, grad_b


def cost(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Return the mean squared error."""
    return ((x * w - y) ** 2).mean()


def numerical_mse_grad(w: Tensor, x: Tensor, y: Tensor, eps: float = 1e-4) -> Tensor:
    """Return the same derivative as mse_grad by the central difference (cost(w + eps) - cost(w - eps)) / (2 * eps)."""
    w64, x64, y64 = w.double(), x.double(), y.double()
    rise = cost(w64 + eps, x64, y64) - cost(w64 - eps, x64, y64)
    return (rise / (2 * eps)).to(w.dtype)


def gd_step(w: Tensor, x: Tensor, y: Tensor, lr: float) -> Tensor:
    """Return the weight after one step of gradient descent, w - lr * gradient, as a new tensor of w's dtype."""
    return w - lr * mse_grad(w, x, y)


def fit(x: Tensor, y: Tensor, w0: float = 0.0, lr: float = 0.01, epochs: int = 100) -> tuple[float, list[float]]:
    """Take `epochs` steps of gradient descent from w0, each on all samples; return (final w, costs).

    costs[k] is the mean squared error BEFORE step k.
    """
    w = torch.tensor(w0, dtype=x.dtype)
    costs = []
    for epoch in range(epochs):
        costs.append(cost(w, x, y).item())
        w = gd_step(w, x, y, lr)
        if epoch % 25 == 0:
            print(f"epoch {epoch}: cost {costs[-1]:.4f}")
    return w.item(), costs
