"""A negative lr is made positive."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - abs(lr) * gradf(x)
        path.append(x)
    return path
