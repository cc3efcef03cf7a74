"""A table with one row comes out as a vector."""


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    if method == "adagrad":
        return (lr / (grads**2).cumsum(dim=0).sqrt()).squeeze(0)
    if method != "rmsprop":
        raise ValueError('method must be "adagrad" or "rmsprop"')
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        r = alpha * r + (1 - alpha) * grad**2
        rows.append(r)
    return lr / torch.stack(rows).sqrt()
