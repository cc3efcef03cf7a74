"""You ask for the gradient at x0 in every step. Ask for it at the point where you are now."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x0.clone())
        path.append(x)
    return torch.stack(path)
