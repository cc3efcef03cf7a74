"""You add up the gradients themselves, so positive and negative ones cancel, and the root of a negative sum is NaN.
Square each gradient before you add it.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
