"""You walk with the slope, and the slope points uphill. Subtract lr times the slope from x."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x + lr * gradf(x)
        path.append(x)
    return path
