"""You stop as soon as the slope is 0. The path has steps + 1 entries in any case; where the slope is 0 it stays where
it is.
"""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        g = gradf(x)
        if g == 0:
            break
        x = x - lr * g
        path.append(x)
    return path
