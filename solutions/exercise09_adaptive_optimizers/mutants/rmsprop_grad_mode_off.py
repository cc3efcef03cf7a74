"""Autograd is switched off, and not switched on again."""


def rmsprop_step(
    param: Tensor, grad: Tensor, state: dict, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8
) -> None:
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError("lr and eps must not be negative, and alpha must lie in [0, 1)")
    torch.set_grad_enabled(False)
    if True:
        r = alpha * state.get("average", 0.0) + (1 - alpha) * grad**2
        state["average"] = r
        param.sub_(lr * grad / (r.sqrt() + eps))
