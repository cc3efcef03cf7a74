"""Where a step changed nothing, gradf is not asked again. Only the count of calls tells."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    g = 1
    for _ in range(steps):
        g = gradf(x) if g else 0.0
        x = x - lr * g
        path.append(x)
    return path
