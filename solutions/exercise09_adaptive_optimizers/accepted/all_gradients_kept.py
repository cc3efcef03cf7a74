"""Every gradient is kept (as a copy), and r is computed from scratch in every step."""


def adagrad_step(param, grad, state, lr=1e-2, eps=1e-10):
    if lr < 0 or eps < 0:
        raise ValueError
    seen = state.setdefault("gradients", [])
    seen.append(grad.clone())
    with torch.no_grad():
        param[...] = param - lr * grad / (torch.stack(seen).square().sum(dim=0).sqrt() + eps)


def rmsprop_step(param, grad, state, lr=1e-2, alpha=0.99, eps=1e-8):
    if lr < 0 or eps < 0 or not 0 <= alpha < 1:
        raise ValueError
    seen = [*state.get("gradients", ()), grad.clone()]
    state["gradients"] = seen
    r = sum((1 - alpha) * alpha ** (len(seen) - 1 - k) * g**2 for k, g in enumerate(seen))
    with torch.inference_mode():
        step = lr * grad / (r.sqrt() + eps)
    param.data.copy_(param.data - step.clone())
