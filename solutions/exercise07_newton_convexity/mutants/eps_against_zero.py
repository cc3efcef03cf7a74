"""1e-8 is added to the second derivative so that nothing is divided by 0"""


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
        x = x - eta * gradf(x) / (hessf(x) + 1e-8)
        path.append(x)
    return path
