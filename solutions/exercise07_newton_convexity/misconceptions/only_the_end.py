"""You return the last point alone. The whole path is asked for: a list with the start and the point after each step."""


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
        x = x - eta * gradf(x) / hessf(x)
        path.append(x)
    return x
