"""a slope of 0 ends the path, also where f'' is 0"""


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
        slope = gradf(x)
        x = x - eta * slope / hessf(x) if slope else x
        path.append(x)
    return path
