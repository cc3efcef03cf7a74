"""You ask for the slope at x0 in every step. Ask for it at the point where you are now."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(float(x0))
        path.append(x)
    return path
