"""Goes on where the last call ended."""

_last = []


def fit(x: Tensor, y: Tensor, w0: float = 0.0, lr: float = 0.01, epochs: int = 100) -> tuple[float, list[float]]:
    w = _last[-1] if _last else torch.tensor(w0, dtype=x.dtype)
    costs = []
    for _ in range(epochs):
        costs.append(((x * w - y) ** 2).mean().item())
        w = gd_step(w, x, y, lr)
    _last.append(w)
    return w.item(), costs
