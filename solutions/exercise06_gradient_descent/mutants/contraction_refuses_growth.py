"""A path that runs away is refused."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0 or abs(path[-1]) > abs(path[0]):
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
