"""You take one step too few. The path has steps + 1 points: the start and one for each of the steps."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(1, steps):
        x = x - lr * gradf(x)
        path.append(x)
    return path
