"""You reduce the probabilities to their largest class. All of them enter the sum -Σ target_c · log_softmax_c."""


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if input.dim() < 2:
        raise ValueError("input must be (N, C, *)")
    logp = log_softmax(input, 1)
    if target.is_floating_point() and target.shape == input.shape:
        return nll_loss(logp, target.argmax(1), reduction)
    return nll_loss(logp, target, reduction, ignore_index)
