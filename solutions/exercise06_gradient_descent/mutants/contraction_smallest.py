"""The smallest distance counts as the last."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (min(abs(x) for x in path) / abs(path[0])) ** (1 / (len(path) - 1))
