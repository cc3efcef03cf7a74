"""second derivatives are kept between calls"""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = [x]
    known = newton.__dict__.setdefault("known", {})
    for _ in range(steps):
        x = x - eta * gradf(x) / known.setdefault(x, hessf(x))
        path.append(x)
    return path
