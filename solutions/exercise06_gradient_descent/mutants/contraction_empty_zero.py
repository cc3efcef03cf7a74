"""An empty path has the factor 0."""


def contraction(path: list[float]) -> float:
    if not path:
        return 0.0
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
