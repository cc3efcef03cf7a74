"""You give gradf the tensor that you go on working with. Where gradf changes its argument, it changes your current
point and a row of your path. Give it a copy, x.clone().
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x)
        path.append(x)
    return torch.stack(path)
