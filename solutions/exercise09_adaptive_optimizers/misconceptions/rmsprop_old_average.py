"""Your step divides by the average without the newest gradient. Update the average first, then take the step."""


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    with torch.no_grad():
        r = state.get("average", torch.zeros_like(grad))
        state["average"] = alpha * r + (1 - alpha) * grad**2
        param.sub_(lr * grad / (r.sqrt() + eps))
