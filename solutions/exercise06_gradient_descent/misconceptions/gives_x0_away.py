"""You give gradf the caller's own x0. Where gradf changes its argument, x0 is changed, and your path, too. Give it a
copy each time, x.clone().
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return torch.stack(path)
