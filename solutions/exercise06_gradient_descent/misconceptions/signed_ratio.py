"""You take the root of a ratio with a sign. A path may change sides, and the root of a negative number is complex: take
the sizes with abs.
"""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return (path[-1] / path[0]) ** (1 / (len(path) - 1))
