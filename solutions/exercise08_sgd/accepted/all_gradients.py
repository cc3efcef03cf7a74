"""Keeps all gradients and works out the buffer anew from them, a weighted sum, at every step."""


def sgd_step(param, grad, state, lr=1e-3, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
    for value in (lr, momentum, weight_decay):
        if value < 0:
            raise ValueError(value)
    if nesterov and (momentum <= 0 or dampening != 0):
        raise ValueError(nesterov)
    with torch.no_grad():
        gradients = state.setdefault("gradients", [])
        gradients.append(grad + weight_decay * param)
        step = gradients[-1].clone()
        if momentum > 0:
            last = len(gradients) - 1
            shares = [(1.0 if t == 0 else 1 - dampening) * momentum ** (last - t) for t in range(last + 1)]
            buffer = sum(share * g for share, g in zip(shares, gradients, strict=True))
            step = step + momentum * buffer if nesterov else buffer
        param -= lr * step
