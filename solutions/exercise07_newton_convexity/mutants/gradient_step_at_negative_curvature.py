"""where f'' is negative a gradient step is taken"""


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
        x = x - eta * gradf(x) / (hessf(x) if hessf(x) >= 0 else 1.0)
        path.append(x)
    return path
