"""You divide the gradient by its length, so that every step has the length lr. The step is lr times the gradient as it
is.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        g = gradf(x.clone())
        x = x - lr * g / g.norm().clamp(min=1e-12)
        path.append(x)
    return torch.stack(path)
