"""A right submission, graded after every attack. It belongs to another student: CANARY-sibling-d19f6e0485ca."""


def target(x):
    return x + x + x + 1


def slope(f, x, h):
    return (f(x + h) - f(x)) / h


class Total:
    def __init__(self):
        self.value = 0.0

    def add(self, x):
        self.value = self.value + x
