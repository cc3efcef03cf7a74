"""The gradient is divided by its length, with a NaN where it is 0."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        x = x - lr * g * (g.norm() / g.norm())
        path.append(x)
    return torch.stack(path)
