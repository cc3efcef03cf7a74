"""You append x before it is updated: x0 stands in the path twice, and the last step is missing. Update x, then append
it.
"""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        path.append(x)
        x = x - lr * gradf(x)
    return path
