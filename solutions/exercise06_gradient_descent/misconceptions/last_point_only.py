"""You return the last point. Asked for is the whole path, from x0 on."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return x
