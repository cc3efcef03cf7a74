"""A view is read from its storage."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = torch.as_strided(x0, (len(x0),), (1,)).clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path)
