"""You start from x0 itself and change it in place, so the caller loses the start. Start from x0.clone()."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0
    path = [x.clone()]
    for _ in range(steps):
        x -= lr * gradf(x.clone())
        path.append(x.clone())
    return torch.stack(path)
