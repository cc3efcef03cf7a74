"""Underfitting and overfitting, measured; and two remedies, weight decay and early stopping."""

import math

import torch
from torch import Tensor


def poly_features(x: Tensor, degree: int) -> Tensor:
    """Return the powers of x as columns: 1, x, x**2, ..., x**degree.

    x is a floating-point tensor of shape (N,), N >= 1, contiguous or not. The result is a new tensor of shape
    (N, degree + 1) with the dtype of x and its accuracy (how it is rounded is left open). The first column is 1
    everywhere, also where x is 0. x is not changed.

    Raises:
        ValueError: degree is negative, or x is not 1-dim.

    """
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree + 1)


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    """Return the w that minimises mean((X @ w - y)**2) + weight_decay / 2 * sum(w**2).

    X has shape (N, D) and y (N,), both of one floating dtype; the result has shape (D,) and that dtype. It is the
    minimum itself, up to rounding, as a linear system gives it: not what some steps downhill reach. The penalty counts
    every entry of w, and there is no constant beside X. This is where SGD on the MSE with torch's weight_decay comes
    to rest. With weight_decay 0 it is ordinary least squares, and the columns of X are linearly independent then (what
    happens otherwise is left open); with weight_decay > 0 X may have any shape. Which method you solve with is up to
    you: no X is checked for which the normal equations are too inexact. X and y are not changed.

    Raises:
        ValueError: weight_decay is negative, X is not 2-dim, or y does not have the shape (N,).

    """
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    if X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must have the shape (N, D), and y the shape (N,)")
    n, d = X.shape
    return torch.linalg.solve(X.T @ X + n * weight_decay / 2 * torch.eye(d, dtype=X.dtype), X.T @ y)


def bias_variance(predictions: Tensor, truth: Tensor) -> tuple[float, float]:
    """Return (bias**2, variance) of R models at N points, as Python floats.

    Row r of predictions, shape (R, N), is what model r says at the N points; truth has shape (N,). Both are
    floating-point tensors of one dtype, R >= 1 and N >= 1. With m the mean prediction at each point, over the models:

        bias**2  = mean over the points of (m - truth)**2
        variance = mean over the models and the points of (predictions - m)**2

    so the variance is divided by R, not by R - 1, and one model alone has the variance 0. The arguments are not
    changed.

    Raises:
        ValueError: predictions is not 2-dim, or truth does not have the shape (N,).

    """
    if predictions.dim() != 2 or truth.shape != predictions.shape[1:]:
        raise ValueError("predictions must have the shape (R, N), and truth the shape (N,)")
    m = predictions.mean(0)
    return ((m - truth) ** 2).mean().item(), ((predictions - m) ** 2).mean().item()


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    """Say what ails a model: "underfit", "overfit" or "ok".

    "underfit" (high bias) if train_loss is larger than target. Otherwise "overfit" (high variance) if val_loss is
    larger than gap times train_loss. Otherwise "ok"; so equality is no reason to complain. All are Python floats; no
    loss is negative, but train_loss may be 0. (NaN and infinity are not checked.)
    """
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > gap * train_loss else "ok"


def select_degree(
    x_train: Tensor, y_train: Tensor, x_val: Tensor, y_val: Tensor, degrees: list[int], weight_decay: float = 0.0
) -> tuple[int, Tensor, Tensor]:
    """Fit a polynomial of every degree; return (best degree, training errors, validation errors).

    Each degree is fitted on the training data alone, with poly_features and fit_ridge and this weight_decay. The two
    error tensors have shape (K,), one entry for each of the K degrees in their order, and the dtype of x_train. An
    error is the mean squared error, without the penalty. The best degree is the one with the smallest validation
    error, the first of them on a tie.

    x_train and y_train have shape (N,), x_val and y_val (M,), all of one floating dtype. degrees is a list of ints in
    any order, possibly with repetitions. No argument is changed. (NaN errors are not checked.)

    Raises:
        ValueError: degrees is empty.

    """
    if not degrees:
        raise ValueError("there must be a degree to choose")
    train, val = [], []
    for d in degrees:
        w = fit_ridge(poly_features(x_train, d), y_train, weight_decay)
        train.append(((poly_features(x_train, d) @ w - y_train) ** 2).mean())
        val.append(((poly_features(x_val, d) @ w - y_val) ** 2).mean())
    return degrees[int(torch.stack(val).argmin())], torch.stack(train), torch.stack(val)


class EarlyStopping:
    """Watch the validation loss, and say when to stop: after `patience` calls in a row without an improvement.

    An improvement is a loss < best - min_delta; so an equal loss is none, and NaN never is. Every watcher counts for
    itself.

    Args:
        patience: how many calls in a row without an improvement make it stop, an int.
        min_delta: by how much a loss must be better to count, at least 0.

    Attributes:
        best: the loss of the last improvement, a float; math.inf before the first.
        best_step: at which call that was, counted from 0, an int; -1 before the first.

    Raises:
        ValueError: patience is less than 1.

    """

    def __init__(self, patience: int = 5, min_delta: float = 0.0) -> None:
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.best_step = -1
        self._calls = 0
        self._bad = 0

    def step(self, val_loss: float) -> bool:
        """Take the next validation loss, a Python float; return True if training should stop now, else False.

        True means: this call and at least patience - 1 calls right before it brought no improvement. It may be called
        again after a True, and the same rule holds: another loss without an improvement gives True again, an
        improvement gives False. The first call is no exception: if its loss is NaN or infinite, it brought none.
        """
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.best_step = self._calls
            self._bad = 0
        else:
            self._bad += 1
        self._calls += 1
        return self._bad >= self.patience
