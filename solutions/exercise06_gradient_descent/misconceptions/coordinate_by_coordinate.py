"""You move one coordinate per step, each in its turn. That is coordinate descent; gradient descent moves all
coordinates in every step.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for k in range(steps):
        i = k % len(x)
        g = gradf(x.clone())[i]
        x = x.clone()
        x[i] -= lr * g
        path.append(x)
    return torch.stack(path)
