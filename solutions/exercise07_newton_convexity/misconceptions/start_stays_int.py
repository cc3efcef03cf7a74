"""x0 is put into the path as it is given, and an int stays an int. Every entry has to be a Python float, so convert the
start with float(x0)."""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = [x0]
    for _ in range(steps):
        x = x - eta * gradf(x) / hessf(x)
        path.append(x)
    return path
