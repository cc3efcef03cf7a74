"""Element by element, with Python's if on 0-dim tensors."""


def _each(input, target, reduction, piece):
    if tuple(input.size()) != tuple(target.size()):
        raise ValueError("shapes")
    if reduction not in {"none", "mean", "sum"}:
        raise ValueError("reduction")
    losses = [piece(abs(a - b)) for a, b in zip(input.reshape(-1), target.reshape(-1), strict=True)]
    if reduction == "none":
        return torch.stack(losses).reshape(input.shape)
    total = sum(losses)
    return total / len(losses) if reduction == "mean" else total


def l1_loss(input, target, reduction="mean"):
    return _each(input, target, reduction, lambda d: d)


def mse_loss(input, target, reduction="mean"):
    return _each(input, target, reduction, lambda d: d * d)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError("beta")
    return _each(input, target, reduction, lambda d: d**2 / (2 * beta) if d < beta else d - beta / 2)


def huber_loss(input, target, reduction="mean", delta=1.0):
    if delta <= 0:
        raise ValueError("delta")
    return _each(input, target, reduction, lambda d: d**2 / 2 if d <= delta else delta * d - delta**2 / 2)
