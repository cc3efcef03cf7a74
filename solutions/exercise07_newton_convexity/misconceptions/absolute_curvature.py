"""You divide by |f''(x)|. That is a useful repair, but another method: plain Newton uses f'' with its sign, and this is
why it can run away, or up to a maximum."""


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
        x = x - eta * gradf(x) / abs(hessf(x))
        path.append(x)
    return path
