"""Everything in units of the border."""


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    if input.shape != target.shape or beta < 0:
        raise ValueError("arguments")
    if not beta:
        return l1_loss(input, target, reduction)
    u = (input - target).abs() / beta
    return reduce(beta * torch.where(u < 1, u * u / 2, u - 0.5), reduction)


def huber_loss(input, target, reduction="mean", delta=1.0):
    if input.shape != target.shape or delta <= 0:
        raise ValueError("arguments")
    u = (input - target).abs().div_(delta)
    small = torch.le(u, 1).type(u.dtype)
    return reduce(delta**2 * torch.lerp(u - 0.5, u**2 / 2, small), reduction)
