"""The learning rate is not used. The step is lr times the slope."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - gradf(x)
        path.append(x)
    return path
