"""You use only the sign of the slope, so every step has the length lr. The step is lr times the slope: long where it is
steep, short near the minimum.
"""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        g = gradf(x)
        x = x - lr * ((g > 0) - (g < 0))
        path.append(x)
    return path
