"""The path is shorter where the gradient is 0."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        if not g.any():
            break
        x = x - lr * g
        path.append(x)
    return torch.stack(path)
