"""Your points stand in the columns. Point k is to be row k, so that the path has the shape (steps + 1, D)."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path, dim=1)
