"""Note the cost before the step: the first entry belongs to w0."""


def fit(x: Tensor, y: Tensor, w0: float = 0.0, lr: float = 0.01, epochs: int = 100) -> tuple[float, list[float]]:
    w = torch.tensor(w0, dtype=x.dtype)
    costs = []
    for _ in range(epochs):
        w = gd_step(w, x, y, lr)
        costs.append(((x * w - y) ** 2).mean().item())
    return w.item(), costs
