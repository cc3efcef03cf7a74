"""You do not refuse a path that starts at 0. Its distance cannot be divided by: raise a ValueError."""


def contraction(path: list[float]) -> float:
    if len(path) < 2:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
