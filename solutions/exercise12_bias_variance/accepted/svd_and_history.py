"""Ridge by the singular value decomposition; the watcher goes through its whole history at every call."""


def poly_features(x, degree):
    if degree < 0 or len(x.shape) != 1:
        raise ValueError
    return torch.stack([x**k for k in range(degree + 1)], dim=-1)


def fit_ridge(X, y, weight_decay=0.0):
    if not weight_decay >= 0:
        raise ValueError
    if X.dim() != 2 or y.dim() != 1 or len(y) != len(X):
        raise ValueError
    U, s, Vh = torch.linalg.svd(X, full_matrices=False)
    return Vh.T @ (s / (s**2 + len(X) * weight_decay / 2) * (U.T @ y))


class EarlyStopping:
    def __init__(self, patience=5, min_delta=0.0):
        if patience < 1:
            raise ValueError(f"patience is {patience}")
        self.patience, self.min_delta, self.losses = patience, min_delta, []

    def _improvements(self):
        best, found = float("inf"), []
        for index, loss in enumerate(self.losses):
            if loss < best - self.min_delta:
                best = loss
                found.append((index, loss))
        return found

    @property
    def best(self):
        found = self._improvements()
        return found[-1][1] if found else float("inf")

    @property
    def best_step(self):
        found = self._improvements()
        return found[-1][0] if found else -1

    def step(self, val_loss):
        self.losses.append(val_loss)
        return len(self.losses) - 1 - self.best_step >= self.patience
