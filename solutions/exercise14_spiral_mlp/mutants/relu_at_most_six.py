"""ReLU6."""


def relu(x):
    return x.clamp(0, 6)
