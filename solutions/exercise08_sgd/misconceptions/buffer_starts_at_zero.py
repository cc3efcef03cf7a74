"""Dampening shrinks your very first gradient, too, as it does when the buffer starts at zero. At the first step the
buffer is the gradient itself; dampening begins with the second.
"""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad + weight_decay * param
        if momentum > 0:
            buffer = state.get("buffer", torch.zeros_like(g))
            state["buffer"] = momentum * buffer + (1 - dampening) * g
            g = g + momentum * state["buffer"] if nesterov else state["buffer"]
        param.sub_(lr * g)
