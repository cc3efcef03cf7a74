"""At least one step is taken."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(max(steps, 1)):
        x = x - lr * gradf(x)
        path.append(x)
    return path
