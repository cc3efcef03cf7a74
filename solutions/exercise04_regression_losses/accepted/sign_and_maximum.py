"""|d| without abs: d · sign(d), the larger of d and −d, and a case distinction with slope 1 at 0."""


def l1_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    d = target - input
    return reduce(torch.where(d >= 0, d, -d), reduction)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    if input.shape != target.shape or beta < 0.0:
        raise ValueError("arguments")
    d = input - target
    if not beta:
        return reduce(d * torch.sign(d), reduction)
    d = torch.maximum(d, -d)
    near = torch.minimum(d, torch.full_like(d, beta))
    return reduce(near * near / (2 * beta) + (d - near), reduction)


def huber_loss(input, target, reduction="mean", delta=1.0):
    if input.shape != target.shape or delta <= 0.0:
        raise ValueError("arguments")
    d = input - target
    beyond = (d - delta).clamp(min=0) + (-d - delta).clamp(min=0)
    return reduce((d**2 - beyond**2) / 2, reduction)
