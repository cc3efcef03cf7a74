"""Rounds the weight."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = int(torch.argmin(curve))
    return round(ws[k].item(), 2), curve[k].item()
