"""Public checks: for yourself, as often as you like."""

import torch

from grader.compare import close, require


def test_powers(submission):
    """poly_features gives the row 1, 2, 4, 8 for x = 2 and the row 1, −1, 1, −1 for x = −1."""
    right = torch.tensor([[1.0, 2.0, 4.0, 8.0], [1.0, -1.0, 1.0, -1.0]])
    close(submission.poly_features(torch.tensor([2.0, -1.0]), 3), right)


def test_one_weight(submission):
    """fit_ridge gives 2 for x = [1, 2, 3], y = [2, 4, 6] without weight decay, and 1.4 with weight_decay = 4."""
    X, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([2.0, 4.0, 6.0])
    close(submission.fit_ridge(X, y), torch.tensor([2.0]), rtol=1e-4)
    close(submission.fit_ridge(X, y, 4.0), torch.tensor([1.4]), rtol=1e-4)


def test_at_rest(submission):
    """Where fit_ridge ends, the gradient of the whole objective is 0, on random data (no answer key needed)."""
    X, y = torch.randn(9, 3).double(), torch.randn(9).double()
    w = submission.fit_ridge(X, y, 0.7)
    require(isinstance(w, torch.Tensor) and w.shape == (3,) and w.dtype == X.dtype, "w has shape (D,) and X's dtype.")
    close(2 / 9 * X.T @ (X @ w - y) + 0.7 * w, torch.zeros(3).double(), atol=1e-6, name="the gradient at your w")


def test_decomposition(submission):
    """bias² and variance add up to the mean squared error of all models, on random numbers."""
    predictions, truth = torch.randn(6, 4).double(), torch.randn(4).double()
    pair = submission.bias_variance(predictions, truth)
    require(isinstance(pair, tuple) and len(pair) == 2, "bias_variance returns a pair.")
    require(all(type(part) is float for part in pair), "bias² and variance are Python floats.")
    close(sum(pair), ((predictions - truth) ** 2).mean().item(), name="bias² + variance")


def test_verdicts(submission):
    """The verdicts of diagnose are underfit, overfit and ok for three plain cases."""
    losses = [(1.0, 1.1), (0.1, 0.5), (0.3, 0.4)]
    close([submission.diagnose(*pair, 0.5) for pair in losses], ["underfit", "overfit", "ok"], name="the verdicts")


def test_parabola(submission):
    """For a parabola without noise select_degree chooses 2 out of 0, 1 and 2."""
    x = torch.linspace(-1, 1, 9).double()
    result = submission.select_degree(x, 1 - x**2, x[:-1] + 0.1, 1 - (x[:-1] + 0.1) ** 2, [0, 1, 2])
    require(isinstance(result, tuple) and len(result) == 3, "select_degree returns three things.")
    close(result[0], 2, name="the best degree")


def test_patience(submission):
    """With patience 2 and the losses 3, 2, 2.5, 2.4 the watcher stops at the fourth; its best is 2, at call 1."""
    watcher = submission.EarlyStopping(patience=2)
    close([watcher.step(loss) for loss in (3.0, 2.0, 2.5, 2.4)], [False, False, False, True], name="what step returned")
    close([watcher.best, watcher.best_step], [2.0, 1], name="[best, best_step]")
