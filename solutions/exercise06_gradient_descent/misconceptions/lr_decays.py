"""Your learning rate shrinks from step to step. Here it stays the same for the whole path."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        lr = lr * 0.9
        path.append(x)
    return path
