"""Keeps an object of a class of its own in the dict; needs neither a first step nor a buffer key."""


class Momentum:
    def __init__(self):
        self.buffer = None

    def take(self, g, momentum, dampening):
        self.buffer = g if self.buffer is None else torch.add((1 - dampening) * g, self.buffer, alpha=momentum)
        return self.buffer


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    class Refused(ValueError):
        pass

    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise Refused("negative")
    if nesterov and not (momentum > 0 and dampening == 0):
        raise Refused("Nesterov")
    with torch.no_grad():
        step = torch.add(grad, param, alpha=weight_decay)
        if momentum > 0:
            buffer = state.setdefault(Momentum, Momentum()).take(step, momentum, dampening)
            step = step + momentum * buffer if nesterov else buffer
        param.copy_(param - lr * step)
