"""The ReLU as x times a mask, the sigmoid as the softmax of x and 0."""


def relu(x):
    return x * (x > 0)


def sigmoid(x):
    return torch.stack((x, torch.zeros_like(x))).softmax(dim=0)[0]
