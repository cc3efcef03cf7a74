"""Nine tenths of the last step are added."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    v = 0.0
    for _ in range(steps):
        v = 0.9 * v + gradf(x)
        x = x - lr * v
        path.append(x)
    return path
