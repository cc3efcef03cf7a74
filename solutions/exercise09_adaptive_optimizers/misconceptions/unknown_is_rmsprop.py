"""Every method that is not "adagrad" is taken for RMSprop. An unknown name must raise a ValueError."""


def effective_lr(grads: Tensor, method: str, lr: float = 1e-2, alpha: float = 0.99) -> Tensor:
    if method == "adagrad":
        return lr / (grads**2).cumsum(dim=0).sqrt()
    r, rows = torch.zeros_like(grads[0]), []
    for grad in grads:
        r = alpha * r + (1 - alpha) * grad**2
        rows.append(r)
    return lr / torch.stack(rows).sqrt()
