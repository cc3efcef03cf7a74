"""The points are float32 numbers."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        x = torch.tensor(x - lr * gradf(x), dtype=torch.float32).item()
        path.append(x)
    return path
