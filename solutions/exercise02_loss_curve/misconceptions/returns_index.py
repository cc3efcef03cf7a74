"""`argmin` gives a position. The weight is what stands there: ws[k]."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = int(torch.argmin(curve))
    return float(k), curve[k].item()
