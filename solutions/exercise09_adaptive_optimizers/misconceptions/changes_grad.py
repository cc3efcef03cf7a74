"""Squaring in place, grad.pow_(2) or grad *= grad, changes the caller's gradient. Use grad**2, which makes a new
tensor.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        g = grad.clone()
        r = state.get("sum", 0.0) + grad.pow_(2)
        state["sum"] = r
        param.sub_(lr * g / (r.sqrt() + eps))


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        g = grad.clone()
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad.pow_(2)
        state["average"] = r
        param.sub_(lr * g / (r.sqrt() + eps))


def adadelta_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> None:
    if lr < 0 or eps < 0 or not 0 <= rho < 1:
        raise ValueError("lr and eps must not be negative, and rho must lie in [0, 1)")
    with torch.no_grad():
        g = grad.clone()
        r = rho * state.get("squares", 0.0) + (1 - rho) * grad.pow_(2)
        u = state.get("updates", torch.zeros_like(grad))
        d = (u + eps).sqrt() / (r + eps).sqrt() * g
        state.update(squares=r, updates=rho * u + (1 - rho) * d**2)
        param.sub_(lr * d)
