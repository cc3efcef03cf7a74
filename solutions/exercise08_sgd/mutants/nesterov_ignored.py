"""Nesterov looks ahead with the buffer from before the step, which is no look ahead at all."""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad + weight_decay * param
        if momentum > 0:
            old = state.get("buffer", torch.zeros_like(g))
            if "buffer" in state:
                state["buffer"] = momentum * state["buffer"] + (1 - dampening) * g
            else:
                state["buffer"] = g
            g = g + momentum * old if nesterov else state["buffer"]
        param.sub_(lr * g)
