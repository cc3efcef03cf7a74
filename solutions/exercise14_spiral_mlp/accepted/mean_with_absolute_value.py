"""The ReLU as the mean of x and |x|; the sigmoid from powers of e that cannot overflow, smooth at 0 too."""


def relu(x):
    return (x + x.abs()) / 2


def sigmoid(x):
    zero = torch.zeros_like(x)
    below, above = torch.exp(torch.minimum(x, zero)), torch.exp(torch.minimum(-x, zero))
    return below / (below + above)
