"""No step finds the buffer of the one before, so every step is a first step and there is no momentum. Put the
buffer into the caller's own dict, state["..."] = ..., and look for it there, under the same key; `state = {...}`
would only give a new dict to the local name.
"""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad + weight_decay * param
        if momentum > 0:
            buffer = state.get("buffer")
            buffer = g if buffer is None else momentum * buffer + (1 - dampening) * g
            g = g + momentum * buffer if nesterov else buffer
        param.sub_(lr * g)
