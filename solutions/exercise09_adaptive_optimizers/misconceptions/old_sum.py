"""Your step divides by the sum without the newest gradient. Add its square first, then take the step."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", torch.zeros_like(grad))
        state["sum"] = r + grad**2
        param.sub_(lr * grad / (r.sqrt() + eps))
