"""Slopes below 1e-6 count as 0."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        g = gradf(x)
        x = x - lr * g if abs(g) >= 1e-6 else x
        path.append(x)
    return path
