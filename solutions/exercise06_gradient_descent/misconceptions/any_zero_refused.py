"""You refuse a path with a 0 anywhere. Only the start must not be 0; a path that ends at 0 has the factor 0.0."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or 0 in path:
        raise ValueError("the path needs two points and a start other than 0")
    return (abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1))
