"""The class does not call adam_step: it has the formula itself, checks its settings when it is made, and makes the
memories as they are needed.
"""


class Adam:
    __slots__ = ("betas", "eps", "lr", "memory", "params", "weight_decay")

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not (0 <= betas[0] < 1 and 0 <= betas[1] < 1):
            raise ValueError
        self.params = (*params,)
        if self.params == ():
            raise ValueError
        self.lr, self.betas, self.eps, self.weight_decay, self.memory = lr, betas, eps, weight_decay, {}

    def zero_grad(self):
        for param in self.params:
            del param.grad

    @torch.no_grad()
    def step(self):
        for number, param in enumerate(self.params):
            if param.grad is not None:
                t, m, v = self.memory.get(number, (0, 0.0, 0.0))
                g = param.grad + self.weight_decay * param
                t, m, v = t + 1, torch.lerp(g, m + 0 * g, self.betas[0]), torch.lerp(g * g, v + 0 * g, self.betas[1])
                self.memory[number] = t, m, v
                root = (v / (1 - self.betas[1] ** t)).sqrt()
                param -= self.lr * m / (1 - self.betas[0] ** t) / (root + self.eps)
