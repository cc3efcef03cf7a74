"""You take the minimum of the weights. What has to be smallest is the cost."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = int(torch.argmin(ws))
    return ws[k].item(), curve[k].item()
