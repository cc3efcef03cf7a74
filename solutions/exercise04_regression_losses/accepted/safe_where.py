"""torch.where twice, so that the division never sees a large error; the larger minus the smaller."""


def l1_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    return reduce(torch.maximum(input, target) - torch.minimum(input, target), reduction)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    if input.shape != target.shape or beta < 0:
        raise ValueError("arguments")
    d = (input - target).abs()
    result = d - 0.5 * beta
    if beta > 0:
        small = d < beta
        safe = torch.where(small, d, torch.zeros_like(d))
        result = torch.where(small, safe.pow(2).mul(0.5).div(beta), result)
    return reduce(result, reduction)
