"""x0 stands in the path as it was given, as a whole number for example. Every entry is to be a Python float, so convert
it with float(x0).
"""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x0]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return path
