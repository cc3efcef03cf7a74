"""log-softmax over the logits (z, 0): loses the digits of small losses."""


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    logp = log_softmax(torch.stack([torch.zeros_like(input), input]), 0)
    return _reduce(-(1 - target) * logp[0] - target * logp[1], reduction)
