"""Within a step you update coordinate after coordinate, and ask for the gradient anew for each. Gradient descent asks
once, at the point before the step, and moves all coordinates by that answer.
"""


def gd_nd(gradf: Callable[[Tensor], Tensor], x0: Tensor, lr: float, steps: int = 20) -> Tensor:
    x = x0.clone()
    path = [x]
    for _ in range(steps):
        x = x.clone()
        for i in range(len(x)):
            x[i] -= lr * gradf(x.clone())[i]
        path.append(x)
    return torch.stack(path)
