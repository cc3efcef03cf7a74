"""No gradient flows."""


def relu(x):
    return x.detach().clamp(min=0)
