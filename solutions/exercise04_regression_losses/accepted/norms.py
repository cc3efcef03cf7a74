"""L1 as the 1-norm and MSE as a dot product."""


def l1_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    d = input - target
    if reduction == "sum":
        return torch.linalg.vector_norm(d, 1)
    if reduction == "mean":
        return torch.linalg.vector_norm(d, ord=1) / d.numel()
    return reduce(d.abs(), reduction)


def mse_loss(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    d = (input - target).flatten()
    if reduction == "none":
        return d.square().view(input.shape)
    return reduce(d @ d, reduction) / (d.numel() if reduction == "mean" else 1)
