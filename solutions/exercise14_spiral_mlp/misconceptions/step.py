"""That is the step function, 0 or 1, whose slope is 0 everywhere, so that nothing could be learnt through it.

ReLU gives x itself where x is positive.
"""


def relu(x):
    return (x > 0).to(x.dtype)
