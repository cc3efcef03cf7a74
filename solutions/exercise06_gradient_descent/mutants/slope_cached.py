"""Slopes are remembered between calls."""


def gd(gradf: Callable[[float], float], x0: float, lr: float, steps: int = 10) -> list[float]:
    x = float(x0)
    path = [x]
    for _ in range(steps):
        memo = gd.__dict__.setdefault("memo", {})
        if x not in memo:
            memo[x] = gradf(x)
        x = x - lr * memo[x]
        path.append(x)
    return path
