"""Works on `param.data`, with in-place arithmetic on a buffer of its own and PyTorch's alpha arguments."""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if min(lr, momentum, weight_decay) < 0:
        raise ValueError("negative")
    if nesterov and (not momentum or dampening):
        raise ValueError("nesterov")
    direction = grad.detach().clone()
    if weight_decay:
        direction.add_(param.data, alpha=weight_decay)
    if momentum:
        if "velocity" not in state:
            state["velocity"] = torch.zeros_like(direction).add_(direction)
        else:
            state["velocity"].mul_(momentum).add_(direction, alpha=1 - dampening)
        direction = direction.add(state["velocity"], alpha=momentum) if nesterov else state["velocity"]
    param.data.add_(direction, alpha=-lr)
