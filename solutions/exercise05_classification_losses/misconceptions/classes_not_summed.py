"""With probabilities as targets you return or reduce the whole table target · log_softmax. Sum over the classes
(dimension 1) first: "none" has one loss per position.
"""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, 1)
    if target.is_floating_point() and target.shape == input.shape:
        return _reduce(-(target * logp), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
