"""eta is not used, so every step is a full Newton step. It has to scale the step: with eta = 0.5 only half of the way
is gone, which helps where a full step runs away."""


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
        x = x - gradf(x) / hessf(x)
        path.append(x)
    return path
