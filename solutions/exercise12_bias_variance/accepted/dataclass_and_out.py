"""A dataclass as the watcher, powers written into a given tensor, least squares by gelsd, the columns scaled
before solving.
"""

import dataclasses
import itertools


@dataclasses.dataclass
class EarlyStopping:
    patience: int = 5
    min_delta: float = 0.0
    best: float = dataclasses.field(default=math.inf, init=False)
    best_step: int = dataclasses.field(default=-1, init=False)

    def __post_init__(self):
        if self.patience < 1:
            raise ValueError
        self.numbers = itertools.count()

    def step(self, val_loss):
        number = next(self.numbers)
        if not math.isnan(val_loss) and not self.best - self.min_delta <= val_loss:
            self.best, self.best_step = float(val_loss), number
        return number - self.best_step >= self.patience


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0 or X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError
    if weight_decay == 0:
        return torch.linalg.lstsq(X, y[:, None], driver="gelsd").solution.ravel()
    scale = X.pow(2).sum(0).sqrt()
    Z = X / scale
    LU, pivots = torch.linalg.lu_factor(Z.T @ Z + torch.diag(len(y) * weight_decay / 2 / scale**2))
    return torch.linalg.lu_solve(LU, pivots, (Z.T @ y)[:, None])[:, 0] / scale


def poly_features(x, degree):
    if degree < 0 or x.dim() != 1:
        raise ValueError
    out = x.new_empty((x.shape[0], degree + 1))
    out[:, 0] = 1.0
    for k in range(1, degree + 1):
        torch.mul(out[:, k - 1], x, out=out[:, k])
    return out


def bias_variance(predictions, truth):
    if predictions.dim() != 2 or list(truth.shape) != [predictions.shape[1]]:
        raise ValueError
    error = predictions - truth
    rest = error - error.mean(0, keepdim=True)
    return float(torch.norm(error.mean(0)) ** 2 / len(truth)), float(torch.norm(rest) ** 2 / rest.numel())
