"""You multiply the factors of the single steps and trip over a 0 within the path. All distances between cancel: divide
the last by the first.
"""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    product = 1.0
    for k in range(len(path) - 1):
        product *= abs(path[k + 1] / path[k])
    return product ** (1 / (len(path) - 1))
