"""The gradient tensor itself is remembered, and squared again later."""


def adagrad_step(param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, eps: float = 1e-10) -> None:
    if lr < 0 or eps < 0:
        raise ValueError("lr and eps must not be negative")
    with torch.no_grad():
        seen = state.setdefault("seen", [])
        seen.append(grad)
        r = sum(g**2 for g in seen)
        param.sub_(lr * grad / (r.sqrt() + eps))
