"""You multiply by the second derivative. Newton divides by it: where the function is strongly curved the minimum is
near and the step short, and where it is flat the step is long."""


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
        x = x - eta * gradf(x) * hessf(x)
        path.append(x)
    return path
