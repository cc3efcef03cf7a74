"""lr = 0 is refused."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    if lr == 0:
        raise ValueError
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return path
