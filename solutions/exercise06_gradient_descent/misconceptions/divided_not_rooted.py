"""You divide the shrinkage of the whole path by the number of steps. Factors multiply, so their average is a root: the
power 1 / number of steps.
"""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) / (len(path) - 1)
