"""The second derivative is not used: this is gradient descent with the learning rate eta. Newton divides the first
derivative by the second one."""


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
        x = x - eta * gradf(x)
        path.append(x)
    return path
