"""Writing into x changes the tensor of whoever called the function; make a new tensor for the result."""


def relu(x):
    x = x.detach() if x.requires_grad else x
    x[x < 0] = 0
    return x
