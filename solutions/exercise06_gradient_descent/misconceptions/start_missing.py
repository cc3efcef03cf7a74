"""The start is missing: the path begins with x0, before any step is taken, so it has one point more than steps."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = []
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return path
