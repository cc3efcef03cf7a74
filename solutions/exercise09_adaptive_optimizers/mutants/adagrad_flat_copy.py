"""The step is written into a flat copy where the parameter is not contiguous."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        r = state.get("sum", 0.0) + grad**2
        state["sum"] = r
        param.reshape(-1).sub_((lr * grad / (r.sqrt() + eps)).reshape(-1))
