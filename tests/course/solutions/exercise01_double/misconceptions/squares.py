"""Your function squares x. The square of 2 happens to be twice 2, which is why a trial with 2 looks right."""


def double(x):
    return x**2
