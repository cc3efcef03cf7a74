"""Loses half the digits."""


def sigmoid(x):
    return (0.5 * (1 + torch.tanh(x.float() / 2))).to(x.dtype)
