"""Computes in float64 and casts back; QR; ratios; a generator as the watcher."""


class Refused(ValueError):
    pass


def poly_features(x, degree):
    if x.dim() != 1:
        raise Refused("x")
    if degree < 0:
        raise Refused("degree")
    out = torch.ones(len(x), degree + 1, dtype=torch.float64)
    for k in range(1, degree + 1):
        out[:, k] = out[:, k - 1] * x
    return out.to(x.dtype)


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0 or X.dim() != 2 or y.shape != X.shape[:1]:
        raise Refused("arguments")
    n, d = X.shape
    A = torch.cat([X.double(), math.sqrt(n * weight_decay / 2) * torch.eye(d).double()])
    Q, T = torch.linalg.qr(A)
    b = torch.cat([y.double(), torch.zeros(d).double()])
    return torch.linalg.solve_triangular(T, (Q.T @ b)[:, None], upper=True)[:, 0].to(X.dtype)


def diagnose(train_loss, val_loss, target, gap=1.5):
    if train_loss <= target:
        ratio = val_loss / train_loss if train_loss else math.inf * (val_loss > 0) if val_loss else 0.0
        return "ok" if ratio <= gap else "overfit"
    return "underfit"


def _watch(owner):
    bad, call = 0, 0
    answer = False
    while True:
        loss = yield answer
        bad += 1
        if loss + owner.min_delta < owner.best:
            owner.best, owner.best_step, bad = loss, call, 0
        call += 1
        answer = not bad < owner.patience


class EarlyStopping:
    best, best_step = math.inf, -1

    def __init__(self, patience=5, min_delta=0.0):
        if patience < 1:
            raise Refused("patience")
        self.patience, self.min_delta = patience, min_delta
        self._run = _watch(self)
        next(self._run)

    def step(self, val_loss):
        return self._run.send(val_loss)
