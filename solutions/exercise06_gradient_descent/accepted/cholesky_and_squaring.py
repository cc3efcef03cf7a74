"""Definite by Cholesky, the largest eigenvalue by squaring the matrix again and again."""


def max_stable_lr(hessian):
    if hessian.dim() != 2:
        raise ValueError("not a matrix")
    rows, columns = hessian.shape
    if rows != columns or not torch.allclose(hessian, hessian.T, atol=1e-6):
        raise ValueError("not square and symmetric")
    if torch.linalg.cholesky_ex(hessian).info.item():
        raise ValueError("not positive definite")
    a = hessian.double() / hessian.double().abs().max()
    power = a
    for _ in range(60):
        power = power @ power
        power = power / power.abs().max()
    v = power[:, power.diagonal().argmax()]
    return float(2 * (v @ v) / (v @ hessian.double() @ v))
