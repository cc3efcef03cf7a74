"""lr is multiplied into what gradf returned, after x was read."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - gradf(x).mul_(lr)
        path.append(x)
    return torch.stack(path)
