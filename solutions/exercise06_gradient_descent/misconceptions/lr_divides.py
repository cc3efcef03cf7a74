"""You divide the slope by the learning rate. The step is lr times the slope, so a larger lr makes it longer."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - gradf(x) / lr if lr else x
        path.append(x)
    return path
