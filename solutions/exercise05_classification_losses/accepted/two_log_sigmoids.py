"""The loss with logits from log sigmoid(z) and log sigmoid(-z), each with minimum and log1p."""


def _log_sigmoid(z):
    return torch.minimum(z, torch.zeros(1, dtype=z.dtype)).reshape(z.shape) - torch.log1p(torch.exp(-abs(z)))


def binary_cross_entropy_with_logits(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    return _reduce(-(target * _log_sigmoid(input) + (1 - target) * _log_sigmoid(-input)), reduction)
