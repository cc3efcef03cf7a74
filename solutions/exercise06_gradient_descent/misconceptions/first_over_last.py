"""You divide the first distance by the last. It is the other way round: a path that comes nearer has a factor below 1,
and one that runs away a factor above 1.
"""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[0]) / abs(path[-1]) if path[-1] else 0.0) ** (1 / (len(path) - 1))
