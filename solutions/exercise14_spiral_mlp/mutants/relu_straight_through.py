"""The slope is 1 everywhere."""


def relu(x):
    return x + (x.clamp(min=0) - x).detach()
