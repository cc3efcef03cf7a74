"""cross_entropy without the other functions, in float64 inside, with a dictionary of reductions."""


def cross_entropy(input, target, reduction="mean", ignore_index=-100):
    if reduction not in ("mean", "sum", "none") or input.ndim < 2:
        raise ValueError("arguments")
    x = input.double().transpose(0, 1)
    x = x - x.max(0).values
    logp = (x - x.exp().sum(0).log()).to(input.dtype)
    if target.dtype.is_floating_point:
        if target.shape != input.shape:
            raise ValueError("shape")
        losses = -sum(p * t for p, t in zip(logp, target.transpose(0, 1), strict=True))
        weights = torch.ones_like(losses)
    elif target.dtype == torch.int64 and target.shape == logp.shape[1:]:
        weights = (target != ignore_index).to(input.dtype)
        if not torch.isin(target[target != ignore_index], torch.arange(len(logp))).all():
            raise ValueError("class")
        losses = -sum(p * (target == c) for c, p in enumerate(logp)) * weights
    else:
        raise ValueError("target")
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / weights.sum()}[reduction]
