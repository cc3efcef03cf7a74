"""In AdaGrad eps stands beside the root, sqrt(r) + eps. You have it inside, where it acts as its own root: 1e-10
becomes 1e-5.
"""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.sub_(lr * grad / (r + eps).sqrt())
