"""no step is longer than 5"""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - max(-5.0, min(5.0, eta * gradf(x) / hessf(x)))
        path.append(x)
    return path
