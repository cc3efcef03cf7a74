"""In place on an own copy, with a clone in the list, under no_grad."""


@torch.no_grad()
def gd_nd(gradf, x0, lr, steps=20):
    x, path = x0.clone(), [x0.clone()]
    for _ in range(steps):
        x.add_(gradf(x.clone()), alpha=-lr)
        path += [x.clone()]
    return torch.stack(path, 0)


def divide_search(f, low, high, parts=16, rounds=4):
    if low >= high or parts <= 0 or rounds <= 0:
        raise ValueError
    interval = torch.tensor([low, high], dtype=torch.float64)
    for _ in range(rounds):
        t = torch.arange(parts + 1, dtype=torch.float64) / parts
        points = interval[0] * (1 - t) + interval[1] * t
        values = torch.tensor([f(x.item()) for x in points], dtype=torch.float64)
        p = points[int((values == values.min()).nonzero()[0])]
        h = (interval[1] - interval[0]) / parts
        interval = torch.stack([p - h, p + h]).clamp(low, high)
    return p.item()
