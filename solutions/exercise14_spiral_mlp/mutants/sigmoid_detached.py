"""No gradient flows."""


def sigmoid(x):
    return 0.5 * (1 + torch.tanh(x.detach() / 2))
