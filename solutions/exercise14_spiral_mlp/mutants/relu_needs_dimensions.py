"""Fails for a single number."""


def relu(x):
    return torch.stack([row.clamp(min=0) for row in x])
