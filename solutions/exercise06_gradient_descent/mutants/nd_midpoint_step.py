"""The gradient is taken half a step ahead."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        y = x - lr / 2 * gradf(x.clone())
        x = x - lr * gradf(y)
        path.append(x)
    return torch.stack(path)
