"""The curve is filled with bare numbers, and Python's `min` finds the best."""


def loss_curve(x, y, ws):
    curve = torch.empty(len(ws), dtype=x.dtype)
    for k, w in enumerate(ws.tolist()):
        curve[k] = cost(x, y, w).item()
    return curve


def best_weight(x, y, ws):
    return min(zip(ws.tolist(), loss_curve(x, y, ws).tolist(), strict=True), key=lambda pair: pair[1])
