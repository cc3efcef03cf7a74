"""A path that ends on the other side has the factor 0."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return max(path[-1] / path[0], 0.0) ** (1 / (len(path) - 1))
