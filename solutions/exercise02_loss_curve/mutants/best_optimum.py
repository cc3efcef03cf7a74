"""Returns the exact optimum instead of a candidate."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    w = x @ y / (x @ x)
    return w.item(), cost(x, y, w).item()
