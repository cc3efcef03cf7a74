"""You average the factors of the steps by their sum. Factors multiply, so the average factor is a root of their
product, in which only the first and the last distance are left.
"""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return sum(abs(path[k + 1] / path[k]) if path[k] else 0.0 for k in range(len(path) - 1)) / (len(path) - 1)
