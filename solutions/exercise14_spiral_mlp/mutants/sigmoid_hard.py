"""A piecewise linear imitation."""


def sigmoid(x):
    return (x / 4 + 0.5).clamp(0, 1)
