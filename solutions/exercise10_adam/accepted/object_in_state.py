"""An object of an own class is the only entry of `state`, and the correction is a geometric sum."""


def bias_corrected(moment, beta, step):
    if not step >= 1:
        raise ValueError
    return moment * (1 / sum((1 - beta) * beta**k for k in range(step)))


class Memory:
    def __init__(self, like):
        self.t, self.m, self.v = 0, torch.zeros_like(like), torch.zeros_like(like)


def adam_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    if lr < 0 or eps < 0 or weight_decay < 0 or any(beta < 0 or beta >= 1 for beta in betas):
        raise ValueError
    values = param.detach()
    memory = state.setdefault(None, Memory(values))
    memory.t += 1
    g = grad + weight_decay * values
    memory.m = betas[0] * memory.m + (1 - betas[0]) * g
    memory.v = betas[1] * memory.v + (1 - betas[1]) * g * g
    root = bias_corrected(memory.v, betas[1], memory.t) ** 0.5
    values.copy_(values - lr * bias_corrected(memory.m, betas[0], memory.t) / (root + eps))
