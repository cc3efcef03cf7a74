"""The argument of tanh must be halved: the sigmoid is (1 + tanh(x/2)) / 2. Yours is twice as steep."""


def sigmoid(x):
    return 0.5 * (1 + torch.tanh(x))
