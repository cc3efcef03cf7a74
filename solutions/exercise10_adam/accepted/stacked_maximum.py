"""Adamax with stack and amax; an optimizer that keeps its memories in a dict by the identity of the parameters."""


def adamax_step(param, grad, state, lr=2e-3, betas=(0.9, 0.999), eps=1e-8):
    b1, b2 = betas
    if lr < 0 or eps < 0 or not (0 <= b1 < 1 and 0 <= b2 < 1):
        raise ValueError
    values = param.detach()
    t, m, u = state.get("s", (0, values * 0, values * 0))
    t += 1
    m = m + (grad - m) * (1 - b1)
    u = torch.stack((u * b2, grad.abs() + eps)).amax(0)
    state["s"] = (t, m, u)
    values.copy_(values - lr / (1 - b1**t) * m / u)


class Adam:
    def __init__(self, params, **settings):
        self.memory = {id(param): (param, {}) for param in params}
        if len(self.memory) == 0:
            raise ValueError
        self.settings = settings

    def zero_grad(self):
        for param, _ in self.memory.values():
            param.grad = None

    def step(self):
        for param, state in self.memory.values():
            if param.grad is None:
                continue
            adam_step(param, param.grad, state, **self.settings)
