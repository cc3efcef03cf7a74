"""The path does not cross 0."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = max(x - lr * gradf(x), 0.0) if x0 > 0 else x - lr * gradf(x)
        path.append(x)
    return path
