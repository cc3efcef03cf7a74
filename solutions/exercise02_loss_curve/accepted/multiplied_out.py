"""The cost is a polynomial in w, whose coefficients are computed once per curve."""


def cost(x, y, w):
    if x.shape != y.shape or not len(x):
        raise ValueError
    return (x * x).mean() * w * w - 2 * (x * y).mean() * w + (y * y).mean()


def loss_curve(x, y, ws):
    return torch.stack([(x * x).mean(), -2 * (x * y).mean(), (y * y).mean()]) @ torch.stack([ws**2, ws, ws**0])
