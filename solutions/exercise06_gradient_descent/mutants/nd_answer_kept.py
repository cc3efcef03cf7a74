"""gradf gets a copy, and the copy is used afterwards."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        y = x.clone()
        g = gradf(y)
        x = y - lr * g
        path.append(x)
    return torch.stack(path)
