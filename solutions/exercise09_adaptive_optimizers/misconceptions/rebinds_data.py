"""`param.data = ...` gives the tensor other memory. Views of the parameter still look at the old numbers: change them
in place, with sub_ for example.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.data = param.data - lr * grad / (r.sqrt() + eps)


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.data = param.data - lr * grad / (r.sqrt() + eps)


def adadelta_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6
) -> None:
    if lr < 0 or eps < 0 or not 0 <= rho < 1:
        raise ValueError("lr and eps must not be negative, and rho must lie in [0, 1)")
    with torch.no_grad():
        r = rho * state.get("squares", 0.0) + (1 - rho) * grad**2
        u = state.get("updates", torch.zeros_like(grad))
        d = (u + eps).sqrt() / (r + eps).sqrt() * grad
        state.update(squares=r, updates=rho * u + (1 - rho) * d**2)
        param.data = param.data - lr * d
