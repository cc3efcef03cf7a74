"""The path loses its last point."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    last = path.pop()
    return (abs(last) / abs(path[0])) ** (1 / len(path))
