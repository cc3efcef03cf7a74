"""You average the squares with a weight, as RMSprop does. AdaGrad forgets nothing: it adds them up."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = 0.99 * state.get("sum", 0.0) + 0.01 * grad**2
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
