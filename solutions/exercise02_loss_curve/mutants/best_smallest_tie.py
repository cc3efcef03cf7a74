"""Returns the smallest weight on a tie."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    best, w = min(zip(curve.tolist(), ws.tolist(), strict=True))
    return w, best
