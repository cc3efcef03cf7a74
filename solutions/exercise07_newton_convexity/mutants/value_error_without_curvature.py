"""raises ValueError where f'' is 0"""


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
        if hessf(x) == 0:
            raise ValueError
        x = x - eta * gradf(x) / hessf(x)
        path.append(x)
    return path
