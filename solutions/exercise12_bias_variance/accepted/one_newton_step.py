"""The objective is a parabola, so one Newton step, with derivatives by torch.func, leads from anywhere to its
minimum.
"""


def fit_ridge(X, y, weight_decay=0.0):
    if weight_decay < 0 or X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError

    def objective(w):
        return ((X @ w - y) ** 2).mean() + weight_decay / 2 * (w**2).sum()

    w = torch.zeros(X.shape[1], dtype=X.dtype)
    return w - torch.linalg.solve(torch.func.hessian(objective)(w), torch.func.grad(objective)(w))
