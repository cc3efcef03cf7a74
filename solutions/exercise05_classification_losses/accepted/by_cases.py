"""The loss with logits by cases: where with harmless arguments, log1p, and 1/2 of the gradient from each side."""


def binary_cross_entropy_with_logits(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    size = torch.where(input < 0, -input, input)
    tail = torch.log1p(torch.exp(-size))
    right, wrong = tail, size + tail
    as_one, as_zero = torch.where(input < 0, wrong, right), torch.where(input < 0, right, wrong)
    return _reduce(target * as_one + (1 - target) * as_zero, reduction)
