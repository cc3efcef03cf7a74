"""`x -= ...` changes one tensor in place, and your list holds this tensor again and again: every row shows the last
point. Make a new tensor, x = x - ..., or append a clone.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x -= lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path)
