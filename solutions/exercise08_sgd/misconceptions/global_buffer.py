"""The buffer lives outside `state`, in a place that all parameters share, so another parameter, or the next run,
goes on with the momentum of this one. Keep it in `state`.
"""

_buffers = {}


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad + weight_decay * param
        if momentum > 0:
            old = _buffers.get(param.shape)
            buffer = g if old is None else momentum * old + (1 - dampening) * g
            _buffers[param.shape] = buffer
            g = g + momentum * buffer if nesterov else buffer
        param.sub_(lr * g)
