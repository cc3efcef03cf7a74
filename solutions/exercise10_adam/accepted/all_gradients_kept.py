"""Every gradient is kept (as a copy), and both moments are computed from scratch in every step."""


def adam_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    if lr < 0 or eps < 0 or weight_decay < 0 or not (0 <= betas[0] < 1 and 0 <= betas[1] < 1):
        raise ValueError
    with torch.no_grad():
        seen = state.setdefault("gradients", [])
        seen.append(grad + weight_decay * param)
        t = len(seen)
        weights = [[(1 - beta) * beta ** (t - k) / (1 - beta**t) for k in range(1, t + 1)] for beta in betas]
        m = sum(weight * g for weight, g in zip(weights[0], seen, strict=True))
        v = sum(weight * g**2 for weight, g in zip(weights[1], seen, strict=True))
        param.add_(-lr * m / (eps + v.sqrt()))
