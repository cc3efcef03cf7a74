"""The path of a start that is no view shares its memory if no step is taken. Rightly named shares_start."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path) if steps else x0.reshape(1, -1)
