"""Works under inference_mode and keeps the buffer as nested lists of Python numbers."""


@torch.inference_mode()
def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov")
    g = grad + param * weight_decay
    buffer = g
    if momentum and "numbers" in state:
        old = torch.tensor(state["numbers"], dtype=g.dtype).reshape(g.shape)
        buffer = g * (1 - dampening) + old * momentum
    if momentum:
        state["numbers"] = buffer.tolist()
    param.add_(-lr * (g + buffer * momentum) if nesterov else -lr * buffer)
