"""You do not refuse a path of a single point, or of none. It has no step: raise a ValueError."""


def contraction(path: list[float]) -> float:
    if path and path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
