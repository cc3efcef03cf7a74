"""You look at the range of the targets only. An x outside [0, 1] is no probability either (perhaps a logit without
its sigmoid): raise ValueError.
"""


def binary_cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    if ((target < 0) | (target > 1)).any():
        raise ValueError("input and target must lie in [0, 1]")
    losses = -target * _cut_off(torch.log, input) - (1 - target) * _cut_off(torch.log1p, -input)
    return _reduce(losses, reduction)
