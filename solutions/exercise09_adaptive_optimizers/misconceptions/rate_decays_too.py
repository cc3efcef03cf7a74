"""You also divide lr by the number of the step. The growing sum makes the steps shorter already."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        n = state["n"] = state.get("n", 0) + 1
        param.sub_(lr / n * grad / (r.sqrt() + eps))
