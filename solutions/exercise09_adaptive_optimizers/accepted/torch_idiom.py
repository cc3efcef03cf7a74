"""In-place operations on the memory, and addcdiv_ on param.data."""


def adagrad_step(param, grad, state, lr=1e-2, eps=1e-10):
    if not (lr >= 0 and eps >= 0):
        raise ValueError
    total = state.setdefault("h", torch.zeros_like(param.data))
    total.addcmul_(grad, grad)
    param.data.addcdiv_(grad, total.sqrt().add_(eps), value=-lr)


def rmsprop_step(param, grad, state, lr=1e-2, alpha=0.99, eps=1e-8):
    if not (lr >= 0 and eps >= 0 and 0 <= alpha < 1):
        raise ValueError
    average = state.setdefault("v", torch.zeros_like(param, requires_grad=False))
    average.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
    param.data.addcdiv_(grad, average.sqrt().add_(eps), value=-lr)


def adadelta_step(param, grad, state, lr=1.0, rho=0.9, eps=1e-6):
    if not (lr >= 0 and eps >= 0 and 0 <= rho < 1):
        raise ValueError
    values = param.detach()
    r, u = (state.setdefault(key, torch.zeros_like(values)) for key in "ru")
    r.mul_(rho).addcmul_(grad, grad, value=1 - rho)
    d = u.add(eps).sqrt_().div_(r.add(eps).sqrt_()).mul_(grad)
    u.mul_(rho).addcmul_(d, d, value=1 - rho)
    values.add_(d, alpha=-lr)
