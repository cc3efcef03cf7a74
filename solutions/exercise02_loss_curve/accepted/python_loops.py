"""Loops over the samples, and an order from random keys that is cut from its other end."""


def forward(x, w):
    return torch.stack([value * w for value in x])


def cost(x, y, w):
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError
    total = 0
    for a, b in zip(x, y, strict=True):
        total = total + (a * w - b) * (a * w - b)
    return total / x.shape[0]


def best_weight(x, y, ws):
    best = None
    for w in ws:
        c = cost(x, y, w).item()
        if best is None or c < best[1]:
            best = (w.item(), c)
    return best


def split_indices(n, n_val, n_test, *, generator=None):
    if min(n_val, n_test, n - n_val - n_test) < 0:
        raise ValueError
    keys = torch.rand(n, generator=generator).argsort()
    test, val, train = keys[:n_test], keys[n_test : n_test + n_val], keys[n_test + n_val :]
    return train, val, test
