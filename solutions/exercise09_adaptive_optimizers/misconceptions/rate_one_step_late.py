"""Your row t leaves out the gradient of its own step. r is brought up to date first, then the step is taken."""


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    if method == "adagrad":
        return lr / ((grads**2).cumsum(dim=0) - grads**2).sqrt()
    if method != "rmsprop":
        raise ValueError('method must be "adagrad" or "rmsprop"')
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        rows.append(r)
        r = alpha * r + (1 - alpha) * grad**2
    return lr / torch.stack(rows).sqrt()
