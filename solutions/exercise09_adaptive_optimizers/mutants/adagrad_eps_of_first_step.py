"""The eps of the first step serves for ever."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    eps = state.setdefault("eps", eps)
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
