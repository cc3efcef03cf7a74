"""Stops where the cost begins to rise."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = 0
    while k + 1 < len(ws) and curve[k + 1] < curve[k]:
        k += 1
    return ws[k].item(), curve[k].item()
