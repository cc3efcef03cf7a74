"""Only the start is protected from gradf."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for k in range(steps):
        x = x - lr * gradf(x if k else x.clone())
        path.append(x)
    return torch.stack(path)
