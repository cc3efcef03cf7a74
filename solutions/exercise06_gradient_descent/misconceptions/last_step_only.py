"""You look at the last step alone. Asked for is the average over the whole path."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return abs(path[-1] / path[-2]) if path[-2] else 0.0
