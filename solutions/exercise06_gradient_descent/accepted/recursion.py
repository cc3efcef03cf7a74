"""Every function calls itself for what is left."""


def gd(gradf, x0, lr, steps=10):
    x = float(x0)
    return [x] if not steps else [x, *gd(gradf, x - lr * gradf(x), lr, steps - 1)]


def gd_nd(gradf, x0, lr, steps=20):
    row = x0.clone().reshape(1, -1)
    if steps == 0:
        return row
    return torch.cat([row, gd_nd(gradf, row[0] - lr * gradf(x0.clone()), lr, steps - 1)])


def divide_search(f, low, high, parts=16, rounds=4, ends=None):
    if low >= high or min(parts, rounds) <= 0:
        raise ValueError
    ends = ends or (low, high)
    points = [low + (high - low) * i / parts for i in range(parts + 1)]
    best = sorted(points, key=f)[0]
    if rounds == 1:
        return float(best)
    h = (high - low) / parts
    return divide_search(f, max(ends[0], best - h), min(best + h, ends[1]), parts, rounds - 1, ends)
