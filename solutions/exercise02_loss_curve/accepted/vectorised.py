"""All weights at once by broadcasting, and `min` instead of `argmin`."""


def loss_curve(x, y, ws):
    return ((ws[:, None] * x[None, :] - y) ** 2).mean(1)


def best_weight(x, y, ws):
    smallest, k = loss_curve(x, y, ws).min(0)
    return float(ws[k]), float(smallest)
