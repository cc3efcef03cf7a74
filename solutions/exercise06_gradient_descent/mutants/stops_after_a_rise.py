"""The walk rests where the slope has grown."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    last = float("inf")
    for _ in range(steps):
        g = gradf(x)
        if abs(g) <= last:
            x = x - lr * g
        last = abs(g)
        path.append(x)
    return path
