"""The gradient of the mean squared error, derived by hand."""

import torch
from torch import Tensor


def mse_grad(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Return the derivative of mean((x * w - y)**2) with respect to w, by its formula.

    w is a 0-dim floating tensor; x and y have shape (N,) and w's dtype or an integer dtype. The result is 0-dim and has
    w's dtype. The arguments are not changed.

    Raises:
        ValueError: x and y differ in shape, or are empty.

    """
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("x and y must have one shape and at least one sample")
    return (2 * x * (x * w - y)).mean()


def linear_mse_grad(w: Tensor, b: Tensor, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients (grad_w, grad_b) of mean((X @ w + b - y)**2), by their formulas.

    X has shape (N, D) with N >= 1, w (D,), b is 0-dim, y (N,), all of one floating dtype, which the gradients keep:
    grad_w has shape (D,), grad_b is 0-dim. The arguments are not changed.

    Raises:
        ValueError: X is not 2-dim, or w or y does not fit it.

    """
    if X.dim() != 2 or w.shape != X.shape[1:] or y.shape != X.shape[:1]:
        raise ValueError("X must be (N, D), w (D,) and y (N,)")
    error = X @ w + b - y
    return 2 * X.T @ error / len(y), 2 * error.mean()


def numerical_mse_grad(w: Tensor, x: Tensor, y: Tensor, eps: float = 1e-4) -> Tensor:
    """Return the same derivative as mse_grad by the central difference (cost(w + eps) - cost(w - eps)) / (2 * eps).

    The shapes are those of mse_grad. Compute in float64 whatever the dtypes are; the result is 0-dim and has w's dtype.
    The arguments are not changed.
    """
    w64, x64, y64 = w.double(), x.double(), y.double()
    above = ((x64 * (w64 + eps) - y64) ** 2).mean()
    below = ((x64 * (w64 - eps) - y64) ** 2).mean()
    return ((above - below) / (2 * eps)).to(w.dtype)


def gd_step(w: Tensor, x: Tensor, y: Tensor, lr: float) -> Tensor:
    """Return the weight after one step of gradient descent, w - lr * gradient, as a new tensor of w's dtype.

    The arguments are not changed.
    """
    return w - lr * mse_grad(w, x, y)


def fit(x: Tensor, y: Tensor, w0: float = 0.0, lr: float = 0.01, epochs: int = 100) -> tuple[float, list[float]]:
    """Take `epochs` steps of gradient descent from w0, each on all samples; return (final w, costs).

    costs[k] is the mean squared error BEFORE step k, so costs has `epochs` entries and costs[0] belongs to w0. All
    results are Python floats; with epochs = 0 they are (w0, []). The arguments are not changed, and nothing is
    remembered between calls.
    """
    w = torch.tensor(w0, dtype=x.dtype)
    costs = []
    for _ in range(epochs):
        costs.append(((x * w - y) ** 2).mean().item())
        w = gd_step(w, x, y, lr)
    return w.item(), costs
