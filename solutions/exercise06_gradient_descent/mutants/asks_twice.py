"""gradf is called twice in each step."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x) if gradf(x) else x
        path.append(x)
    return path
