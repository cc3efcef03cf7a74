"""Gradients shorter than 1e-6 count as 0."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        x = x - lr * g * (g.norm() > 1e-6)
        path.append(x)
    return torch.stack(path)
