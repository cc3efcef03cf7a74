"""Expectations and the projection in Python numbers; f is asked one 0-dim tensor at a time."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    values = x.tolist()
    weights = [1 / len(values)] * len(values) if p is None else p.tolist()
    if p is not None and (p.shape != x.shape or min(weights) < 0 or abs(math.fsum(weights) - 1) > 1e-6):
        raise ValueError
    mean = math.fsum(w * v for w, v in zip(weights, values, strict=True))
    expected = math.fsum(w * f(torch.tensor(v, dtype=x.dtype)).item() for w, v in zip(weights, values, strict=True))
    return expected - f(torch.tensor(mean, dtype=x.dtype)).item()


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError
    norm = math.sqrt(math.fsum(v * v for v in x.flatten().tolist()))
    return x * min(1.0, radius / norm) if norm else torch.zeros_like(x)


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    if steps == 0:
        return [float(x0)]
    before = newton(gradf, hessf, x0, eta, steps - 1)
    x, curvature = before[-1], hessf(before[-1])
    if not curvature:
        raise ZeroDivisionError
    return [*before, x + eta * (-gradf(x) / curvature)]


import math  # noqa: E402
