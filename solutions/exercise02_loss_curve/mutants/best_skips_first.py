"""Begins with the second candidate."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = int(torch.argmin(curve[1:])) + 1 if len(ws) > 1 else 0
    return ws[k].item(), curve[k].item()
