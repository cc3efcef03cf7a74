"""Your buffer holds lr · gradient, the velocity of many textbooks. As long as lr stays the same this is no
different, but when lr changes, torch applies the new value at once: keep gradients in the buffer and multiply by lr
at the very end.
"""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    if lr < 0 or momentum < 0 or weight_decay < 0:
        raise ValueError("lr, momentum and weight_decay must not be negative")
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("Nesterov's momentum needs momentum > 0 and dampening = 0")
    with torch.no_grad():
        step = lr * (grad + weight_decay * param)
        if momentum > 0:
            if "velocity" in state:
                state["velocity"] = momentum * state["velocity"] + (1 - dampening) * step
            else:
                state["velocity"] = step
            step = step + momentum * state["velocity"] if nesterov else state["velocity"]
        param.sub_(step)
