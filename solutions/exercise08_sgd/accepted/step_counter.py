"""Counts the steps instead of looking for the buffer; a decorator for no_grad, and `param -= ...` in place."""


@torch.no_grad()
def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0 or (nesterov and (momentum <= 0 or dampening != 0)):
        raise ValueError
    state["steps"] = state.get("steps", 0) + 1
    g = grad + weight_decay * param
    if momentum:
        state[0] = g if state["steps"] == 1 else state[0] * momentum + g * (1 - dampening)
        g = g + state[0] * momentum if nesterov else state[0]
    param -= lr * g
