"""Halves the caller's tensor."""


def sigmoid(x):
    return 0.5 * (1 + torch.tanh(x.div_(2) if not x.requires_grad else x / 2))
