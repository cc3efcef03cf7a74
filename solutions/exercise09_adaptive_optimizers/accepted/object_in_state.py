"""An object of an own class is the only entry of `state`; the root of the sum is kept by hypot."""


class Memory:
    def __init__(self):
        self.r = self.u = 0.0


def adadelta_step(param, grad, state, lr=1.0, rho=0.9, eps=1e-6):
    if not (lr >= 0 and eps >= 0 and 0 <= rho < 1):
        raise ValueError("out of range")
    memory = state.setdefault("memory", Memory())
    with torch.no_grad():
        memory.r = memory.r + (1 - rho) * (grad * grad - memory.r)
        change = -((memory.u + eps) ** 0.5) * grad * torch.rsqrt(memory.r + eps)
        memory.u = memory.u + (1 - rho) * (change * change - memory.u)
        torch.add(param, change, alpha=lr, out=param) if not param.requires_grad else param.add_(change, alpha=lr)


def adagrad_step(param, grad, state, lr=1e-2, eps=1e-10):
    if lr < 0.0:
        raise ValueError("lr")
    if eps < 0.0:
        raise ValueError("eps")
    root = torch.hypot(state.get("root", torch.zeros_like(grad)), grad)
    state["root"] = root
    param.detach().sub_(lr * (grad / (root + eps)))
