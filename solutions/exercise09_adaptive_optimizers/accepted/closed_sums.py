"""The effective rate by a triangular matrix of weights alpha^(t − s)."""


def effective_lr(grads, method, lr=1e-2, alpha=0.99):
    steps = len(grads)
    age = torch.arange(steps)[:, None] - torch.arange(steps)[None, :]
    if method == "adagrad":
        weights = torch.ones(steps, steps, dtype=grads.dtype)
    elif method == "rmsprop":
        weights = (1 - alpha) * torch.tensor(alpha, dtype=grads.dtype) ** age.clamp(min=0)
    else:
        raise ValueError(method)
    return lr * torch.rsqrt(weights.tril() @ grads.square())
