"""You return the steps, gradient included. Asked for is only the factor by which a gradient is multiplied."""


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    if method == "adagrad":
        return lr * grads / (grads**2).cumsum(dim=0).sqrt()
    if method != "rmsprop":
        raise ValueError('method must be "adagrad" or "rmsprop"')
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        r = alpha * r + (1 - alpha) * grad**2
        rows.append(r)
    return lr * grads / torch.stack(rows).sqrt()
