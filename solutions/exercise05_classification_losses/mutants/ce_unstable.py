"""Its own log-softmax does not subtract the maximum."""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = input - input.exp().sum(1, keepdim=True).log()
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(target * logp).sum(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
