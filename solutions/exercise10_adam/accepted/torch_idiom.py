"""In-place operations on the moments and addcdiv_ on param.data, with step length and divisor as in torch."""


def adam_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
        raise ValueError
    if not state:
        state.update(t=0, m=torch.zeros_like(param.data), v=torch.zeros_like(param.data))
    g = grad.add(param.data, alpha=weight_decay)
    state["t"] += 1
    state["m"].lerp_(g, 1 - betas[0])
    state["v"].mul_(betas[1]).addcmul_(g, g, value=1 - betas[1])
    divisor = (state["v"].sqrt() / (1 - betas[1] ** state["t"]) ** 0.5).add_(eps)
    param.data.addcdiv_(state["m"], divisor, value=-lr / (1 - betas[0] ** state["t"]))
