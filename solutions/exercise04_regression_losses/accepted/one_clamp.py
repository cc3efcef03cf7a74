"""The difference clamped on both sides, times the difference."""


def huber_loss(input, target, reduction="mean", delta=1.0):
    if input.shape != target.shape:
        raise ValueError("shapes")
    if delta <= 0:
        raise ValueError("delta")
    d = input - target
    inner = torch.clamp(d, -delta, delta)
    return reduce(inner * d - inner * inner / 2, reduction)
