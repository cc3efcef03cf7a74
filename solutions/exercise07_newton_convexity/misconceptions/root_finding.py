"""You divide the second derivative by the first one. The step is f'/f'': Newton seeks a zero of f', so f' takes the
place that the function has in root finding, and f'' that of its derivative."""


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
        x = x - eta * hessf(x) / gradf(x)
        path.append(x)
    return path
