"""Bad settings are not refused. A negative lr or eps, and a weight outside [0, 1), must raise a ValueError before
anything changes.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))


def adadelta_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> None:
    with torch.no_grad():
        r = rho * state.get("squares", 0.0) + (1 - rho) * grad**2
        u = state.get("updates", torch.zeros_like(grad))
        d = (u + eps).sqrt() / (r + eps).sqrt() * grad
        state.update(squares=r, updates=rho * u + (1 - rho) * d**2)
        param.sub_(lr * d)
