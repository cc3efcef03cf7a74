"""What you return shares memory with x0 if no step is taken: x0[None] is a view. Return a new tensor, by torch.stack or
a clone.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path) if steps else x0[None]
