"""You take the first derivative at x0 for all steps. Evaluate it anew at the current x before each step."""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = [x]
    slope = gradf(x)
    for _ in range(steps):
        x = x - eta * slope / hessf(x)
        path.append(x)
    return path
