"""The sign of the step is wrong: x MINUS eta · f'(x) / f''(x). With the plus the path runs away from the minimum."""


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
        x = x + eta * gradf(x) / hessf(x)
        path.append(x)
    return path
