"""Your path is float32 whatever x0 is. It is to have the dtype of x0; torch.zeros and torch.empty take a dtype for
this.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x - lr * gradf(x.clone())
        path.append(x)
    return torch.stack(path).float()
