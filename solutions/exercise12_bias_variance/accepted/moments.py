"""Variance as mean of squares minus square of mean; the watcher keeps no count of bad calls."""


def bias_variance(predictions, truth):
    if predictions.ndim != 2 or tuple(truth.shape) != (predictions.shape[1],):
        raise ValueError
    m = predictions.mean(dim=0)
    variance = float((predictions.square().mean(0) - m.square()).mean())
    return float((m - truth).square().mean()), max(0.0, variance)


class EarlyStopping:
    def __init__(self, patience=5, min_delta=0.0):
        if patience <= 0:
            raise ValueError
        self.patience, self.min_delta, self.best, self.best_step, self.n = patience, min_delta, float("inf"), -1, 0

    def step(self, val_loss):
        i = self.n
        self.n += 1
        if self.best - val_loss > self.min_delta:
            self.best, self.best_step = float(val_loss), i
        return i - self.best_step >= self.patience
