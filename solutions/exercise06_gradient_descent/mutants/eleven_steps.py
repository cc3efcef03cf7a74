"""The default is 11 steps."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 11) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return path
