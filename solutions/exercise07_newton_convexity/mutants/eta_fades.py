"""eta is used for the first step, a full one follows"""


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
        x = x - (eta if len(path) == 1 else 1.0) * gradf(x) / hessf(x)
        path.append(x)
    return path
