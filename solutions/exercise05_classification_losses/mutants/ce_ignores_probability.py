"""Entries of a probability table that equal ignore_index are left out."""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, 1)
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(torch.where(target == ignore_index, 0.0, target) * logp).sum(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
