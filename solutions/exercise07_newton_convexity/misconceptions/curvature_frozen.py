"""You take the second derivative at x0 for all steps. It changes along the path: evaluate it at the current x, as you
do with the first derivative."""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = [x]
    curvature = hessf(x)
    for _ in range(steps):
        x = x - eta * gradf(x) / curvature
        path.append(x)
    return path
