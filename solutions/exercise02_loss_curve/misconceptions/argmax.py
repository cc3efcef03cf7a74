"""The best weight has the smallest cost: `argmin`, not `argmax`."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    curve = loss_curve(x, y, ws)
    k = int(torch.argmax(curve))
    return ws[k].item(), curve[k].item()
