"""the path ends once it does not move"""


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
        if abs(x - path[-1]) < 1e-6:
            break
        path.append(x)
    return path
