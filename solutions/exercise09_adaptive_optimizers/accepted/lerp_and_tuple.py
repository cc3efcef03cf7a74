"""Averages by lerp, a tuple as the whole memory, a decorator for no_grad, one root for the quotient."""


class Bad(ValueError):
    pass


@torch.no_grad()
def adadelta_step(param, grad, state, lr=1.0, rho=0.9, eps=1e-6):
    if lr < 0 or eps < 0 or rho < 0 or rho >= 1:
        raise Bad(lr, eps, rho)
    r, u = state.get("ru", (torch.zeros_like(param), torch.zeros_like(param)))
    r = torch.lerp(grad**2, r, rho)
    d = grad * torch.sqrt((u + eps) / (r + eps))
    state["ru"] = (r, torch.lerp(d**2, u, rho))
    param += -lr * d


@torch.no_grad()
def rmsprop_step(param, grad, state, lr=1e-2, alpha=0.99, eps=1e-8):
    if min(lr, eps, alpha) < 0 or alpha >= 1:
        raise Bad(lr, eps, alpha)
    old = state.get(0)
    state[0] = grad * grad * (1 - alpha) if old is None else torch.lerp(grad * grad, old, alpha)
    param -= grad / (state[0] ** 0.5 + eps) * lr
