"""You divide by eta. It multiplies the step: eta = 0.5 means half a step, not a double one."""


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
        x = x - gradf(x) / (eta * hessf(x))
        path.append(x)
    return path
