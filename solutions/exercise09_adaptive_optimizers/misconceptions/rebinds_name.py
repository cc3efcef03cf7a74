"""`param = param - ...` gives a new tensor to a local name. The caller's tensor stays as it was; it must be changed in
place, with sub_ for example.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param = param - lr * grad / (r.sqrt() + eps)


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param = param - lr * grad / (r.sqrt() + eps)
