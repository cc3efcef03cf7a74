"""The mean is a dot product of the error with itself, and the loss a product."""


def loss(x, y, w):
    if x.size() != y.size():
        raise ValueError
    error = y - forward(x, w)
    return error * error


def cost(x, y, w):
    if x.shape != y.shape or len(x) == 0:
        raise ValueError
    error = w * x - y
    return error @ error / len(error)
