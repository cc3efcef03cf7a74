"""The step count is an int64 tensor, read with item(); the settings are refused with an own subclass of ValueError."""


class BadSetting(ValueError):
    pass


def bias_corrected(moment, beta, step):
    if step < 1:
        raise BadSetting(step)
    return torch.div(moment, 1.0 - pow(beta, step))


def adam_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    for value in (lr, eps, weight_decay):
        if value < 0:
            raise BadSetting(value)
    for beta in betas:
        if not 0 <= beta < 1:
            raise BadSetting(beta)
    with torch.no_grad():
        state.setdefault("step", torch.tensor(0))
        state["step"] += 1
        if weight_decay:
            grad = grad + weight_decay * param
        for key, value, beta in (("m", grad, betas[0]), ("v", grad.square(), betas[1])):
            state[key] = torch.lerp(value, state[key], beta) if key in state else value * (1 - beta)
        m, v = (bias_corrected(state[key], beta, state["step"].item()) for key, beta in zip("mv", betas, strict=True))
        param[...] = param - lr * m / (v.sqrt() + eps)


def adamax_step(param, grad, state, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
    if lr < 0 or eps < 0 or not 0 <= min(betas) <= max(betas) < 1:
        raise BadSetting
    with torch.no_grad():
        state["step"] = state.get("step", 0) + 1
        new = grad.abs() + eps
        faded = betas[1] * state.get("u", 0 * new)
        state["u"] = torch.where(faded > new, faded, new)
        state["m"] = betas[0] * state.get("m", 0) + (1 - betas[0]) * grad
        param -= lr * bias_corrected(state["m"], betas[0], state["step"]) / state["u"]
