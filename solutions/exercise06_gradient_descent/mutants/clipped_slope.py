"""Slopes above 100 are clipped."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * max(-100.0, min(100.0, gradf(x)))
        path.append(x)
    return path
