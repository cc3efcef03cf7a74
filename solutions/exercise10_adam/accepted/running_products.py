"""Powers of the betas as running products in place of a step count, one tuple as the whole memory, a decorator for
no_grad.
"""


@torch.no_grad()
def adam_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    b1, b2 = betas
    if min(lr, eps, weight_decay, b1, b2) < 0 or max(betas) >= 1:
        raise ValueError
    m, v, p1, p2 = state.get("memory", (0.0, 0.0, 1.0, 1.0))
    p1, p2 = p1 * b1, p2 * b2
    g = grad + weight_decay * param
    m = m * b1 + g * (1 - b1)
    v = v * b2 + g**2 * (1 - b2)
    state["memory"] = (m, v, p1, p2)
    param -= lr * (m / (1 - p1)) / (torch.sqrt(v / (1 - p2)) + eps)
