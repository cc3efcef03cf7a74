"""a second derivative below 1e-6 in size is taken for 0"""


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
        if abs(hessf(x)) < 1e-6:
            raise ZeroDivisionError
        x = x - eta * gradf(x) / hessf(x)
        path.append(x)
    return path
