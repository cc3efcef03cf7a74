"""The path is walked with 0-dim float64 tensors; the functions are asked with floats."""


def newton(
    gradf: Callable[[float], float],
    hessf: Callable[[float], float],
    x0: float,
    eta: float = 1.0,
    steps: int = 10,
) -> list[float]:
    path = torch.empty(steps + 1, dtype=torch.float64)
    path[0] = x0
    for i in range(steps):
        here = path[i].item()
        slope, curvature = gradf(here), hessf(here)
        if curvature == 0.0:
            raise ZeroDivisionError("no curvature")
        path[i + 1] = path[i] - slope / curvature * eta
    return path.tolist()


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError
    y = x.clone()
    norm = y.square().sum().sqrt().item()
    if norm > radius:
        y.div_(norm).mul_(radius)
    return y


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        return (f(x).mean() - f(x.mean())).item()
    if p.size() != x.size() or not bool((p >= 0).all()) or not -1e-6 <= float(p.sum()) - 1 <= 1e-6:
        raise ValueError
    return torch.einsum("i,i", p, f(x)).item() - f(torch.einsum("i,i", p, x)).item()
