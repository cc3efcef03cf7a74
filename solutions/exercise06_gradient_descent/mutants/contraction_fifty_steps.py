"""At most fifty steps are counted."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / min(len(path) - 1, 50))
