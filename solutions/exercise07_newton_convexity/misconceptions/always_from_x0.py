"""Every step starts from x0 again. Carry the new x into the next round."""


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
        x = float(x0) - eta * gradf(float(x0)) / hessf(float(x0))
        path.append(x)
    return path
