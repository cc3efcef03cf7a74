"""The classes lie along dimension 1, for images too. You normalise over the last dimension, which is the same only
for a table.
"""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, -1)
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(target * logp).sum(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
