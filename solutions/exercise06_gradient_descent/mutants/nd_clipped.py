"""Gradients longer than 10 are clipped."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        x = x - lr * g * min(1.0, 10 / max(g.norm().item(), 1e-12))
        path.append(x)
    return torch.stack(path)
