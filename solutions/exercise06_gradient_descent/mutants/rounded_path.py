"""The points are rounded to six digits."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(round(x, 6))
    return path
