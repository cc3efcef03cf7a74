"""You divide the sum by the number of steps. AdaGrad's r is a sum, and that is why its rate can only fall."""


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    if method == "adagrad":
        return lr / ((grads**2).cumsum(dim=0) / torch.arange(1, len(grads) + 1)[:, None]).sqrt()
    if method != "rmsprop":
        raise ValueError('method must be "adagrad" or "rmsprop"')
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        r = alpha * r + (1 - alpha) * grad**2
        rows.append(r)
    return lr / torch.stack(rows).sqrt()
