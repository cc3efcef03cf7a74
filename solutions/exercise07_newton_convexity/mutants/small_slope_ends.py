"""a slope below 1e-10 in size is taken for the minimum"""


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
        x = x - eta * gradf(x) / hessf(x) if abs(gradf(x)) > 1e-10 or hessf(x) == 0 else x
        path.append(x)
    return path
