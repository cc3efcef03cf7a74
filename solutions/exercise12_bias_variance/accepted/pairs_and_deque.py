"""The variance from all pairs of models; the watcher remembers whether each of the last calls was good; the
inverse of the Hessian.
"""

from collections import deque


def poly_features(x, degree):
    if degree < 0 or x.ndim - 1:
        raise ValueError
    return torch.column_stack([torch.prod(x.repeat(k, 1), dim=0) for k in range(degree + 1)])


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0 or X.ndim != 2 or y.ndim != 1 or len(X) != len(y):
        raise ValueError
    H = 2 / len(X) * X.T.mm(X)
    H.diagonal().add_(weight_decay)
    return torch.linalg.inv(H).mv(2 / len(X) * X.T.mv(y))


def bias_variance(predictions, truth):
    if predictions.ndim != 2 or truth.ndim != 1 or predictions.shape[1] != truth.numel():
        raise ValueError
    variance = (predictions[:, None] - predictions[None]).square().mean().item() / 2
    return (predictions - truth).mean(0).square().mean().item(), variance


class EarlyStopping:
    __slots__ = ("best", "best_step", "calls", "delta", "good")

    def __init__(self, patience=5, min_delta=0.0):
        if patience <= 0:
            raise ValueError
        self.good = deque([True] * patience, maxlen=patience)
        self.best, self.best_step, self.calls, self.delta = float("inf"), -1, -1, min_delta

    def step(self, val_loss):
        self.calls += 1
        self.good.append(val_loss + self.delta < self.best)
        if self.good[-1]:
            self.best, self.best_step = val_loss, self.calls
        return not any(self.good)
