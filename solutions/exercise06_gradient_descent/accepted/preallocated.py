"""A table made beforehand, and the spectral norm instead of eigenvalues."""


def gd_nd(gradf, x0, lr, steps=20):
    path = torch.empty(steps + 1, x0.numel(), dtype=x0.dtype)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k] - lr * gradf(path[k].clone())
    return path


def gd(gradf, x0, lr, steps=10):
    path = [0.0] * (steps + 1)
    path[0] = float(x0)
    for k, x in enumerate(path[:-1]):
        path[k + 1] = path[k] + -lr * gradf(path[k])
    return path


def max_stable_lr(hessian):
    if hessian.ndim != 2 or hessian.shape[0] != hessian.shape[1] or (hessian - hessian.T).abs().max() > 1e-6:
        raise ValueError
    if torch.linalg.eigvalsh(hessian).min() <= 0:
        raise ValueError
    return 2.0 / float(torch.linalg.matrix_norm(hessian, 2))
