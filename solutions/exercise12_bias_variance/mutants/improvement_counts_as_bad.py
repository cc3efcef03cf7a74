"""After an improvement one call is counted already."""


class EarlyStopping:
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
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.best_step = self._calls
            self._bad = 1
        else:
            self._bad += 1
        self._calls += 1
        return self._bad >= self.patience
