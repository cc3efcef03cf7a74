"""The first step is taken in place on x0."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0
    path = [x.clone()]
    for k in range(steps):
        g = lr * gradf(x.clone())
        x = x.sub_(g).clone() if k == 0 else x - g
        path.append(x)
    return torch.stack(path)
