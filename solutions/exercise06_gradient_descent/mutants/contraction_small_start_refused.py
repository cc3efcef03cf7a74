"""A start of size below 1e-9 counts as 0."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or abs(path[0]) < 1e-9:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
