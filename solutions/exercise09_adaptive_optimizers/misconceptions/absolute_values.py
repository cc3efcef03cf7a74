"""AdaGrad adds up the squares of the gradients; you add up their absolute values, and the root of that is no longer on
the scale of a gradient.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad.abs()
        state["sum"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
