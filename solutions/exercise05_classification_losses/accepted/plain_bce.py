"""The formula as it is printed: log(1 - x), clamp, and a comparison of everything at once."""


def binary_cross_entropy(input, target, reduction="mean"):
    if input.size() != target.size():
        raise ValueError("shapes")
    if not all(0 <= number <= 1 for tensor in (input, target) for number in tensor.flatten().tolist()):
        raise ValueError("range")
    gain = target * input.log().clamp(min=-100) + (1 - target) * (1 - input).log().clamp(min=-100)
    return -gain.sum() / input.numel() if reduction == "mean" else _reduce(-gain, reduction)
