"""You normalise over the batch (dimension 0), so the samples compete with each other. The classes lie along
dimension 1.
"""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, 0)
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(target * logp).sum(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
