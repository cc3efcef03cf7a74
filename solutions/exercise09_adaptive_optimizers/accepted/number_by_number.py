"""Loops over the numbers of a flat list, with Python floats."""


def _numbers(tensor):
    return tensor.detach().double().reshape(-1).tolist()


def _store(param, values):
    with torch.no_grad():
        param.copy_(torch.tensor(values, dtype=torch.float64).reshape(param.shape))


def adagrad_step(param, grad, state, lr=1e-2, eps=1e-10):
    if lr < 0 or eps < 0:
        raise ValueError
    numbers = _numbers(grad)
    state["r"] = [r + g * g for r, g in zip(state.get("r", [0.0] * len(numbers)), numbers, strict=True)]
    pairs = zip(_numbers(param), numbers, state["r"], strict=True)
    _store(param, [x - lr * g / (r**0.5 + eps) for x, g, r in pairs])


def effective_lr(grads, method, lr=1e-2, alpha=0.99):
    if method not in ["rmsprop", "adagrad"]:
        raise ValueError
    result = grads.clone()
    for column in range(grads.shape[1]):
        r = 0.0
        for row in range(grads.shape[0]):
            square = grads[row, column].item() ** 2
            r = r + square if method == "adagrad" else r + (1 - alpha) * (square - r)
            result[row, column] = lr / r**0.5
    return result
