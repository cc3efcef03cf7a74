"""the second derivative of the point before is used"""


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
        new = x - eta * gradf(x) / curvature
        curvature = hessf(x) if steps > 1 else 1.0
        x = new
        path.append(x)
    return path
