"""From five dimensions on the mean of the gradient is taken out."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        x = x - lr * (g - g.mean() * (len(g) > 4))
        path.append(x)
    return torch.stack(path)
