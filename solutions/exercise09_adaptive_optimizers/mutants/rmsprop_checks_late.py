"""Settings are checked after the step."""


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    with torch.no_grad():
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
