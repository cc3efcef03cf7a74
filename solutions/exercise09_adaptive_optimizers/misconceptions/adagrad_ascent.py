"""You add the step to the parameter: that walks uphill. Gradients point to where the cost rises, so the step is
subtracted.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.add_(lr * grad / (r.sqrt() + eps))
