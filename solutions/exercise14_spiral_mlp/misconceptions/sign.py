"""The sign of the exponent is wrong: the sigmoid is 1 / (1 + exp(-x)) and rises from 0 to 1; yours falls."""


def sigmoid(x):
    return 0.5 * (1 - torch.tanh(x / 2))
