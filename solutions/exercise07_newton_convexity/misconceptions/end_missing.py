"""The path ends one point too early: you note x before each step, and the point after the last step is missing."""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    x = float(x0)
    path = []
    for _ in range(steps):
        path.append(x)
        x = x - eta * gradf(x) / hessf(x)
    return path if steps else [x]
