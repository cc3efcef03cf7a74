"""You divide the step by the number of samples, but the gradient of the mean is divided already."""


def fit(x: Tensor, y: Tensor, w0: float = 0.0, lr: float = 0.01, epochs: int = 100) -> tuple[float, list[float]]:
    w = torch.tensor(w0, dtype=x.dtype)
    costs = []
    for _ in range(epochs):
        costs.append(((x * w - y) ** 2).mean().item())
        w = gd_step(w, x, y, lr / len(x))
    return w.item(), costs
