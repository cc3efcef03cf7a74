"""The path of a single step is transposed."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path, dim=1 if len(path) == 2 else 0)
