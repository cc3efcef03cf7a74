"""The values are right, but not all slopes.

For a large negative x, exp(-x) is infinite, and autograd multiplies that infinity by 0: NaN. Write the sigmoid with
tanh(x/2), or only with powers of e whose exponent is not positive.
"""


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))
