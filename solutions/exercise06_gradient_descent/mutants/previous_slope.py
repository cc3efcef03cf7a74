"""From the second step on the slope is that of the point before."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    g = None
    for _ in range(steps):
        new = gradf(x)
        x = x - lr * (new if g is None else g)
        g = new
        path.append(x)
    return path
