"""Boolean masks and writing in place into a new tensor."""


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    if input.shape != target.shape or beta < 0:
        raise ValueError("arguments")
    d = torch.abs(input - target)
    small = d < beta
    result = torch.empty_like(d)
    result[small] = d[small] ** 2 / (2 * beta) if beta else d[small]
    result[~small] = d[~small] - beta / 2
    return reduce(result, reduction)


def huber_loss(input, target, reduction="mean", delta=1.0):
    if not delta > 0:
        raise ValueError("delta")
    return delta * smooth_l1_loss(input, target, reduction, beta=delta)
