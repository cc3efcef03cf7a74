"""accumulate, yield and an own class walk the path."""

from itertools import accumulate, repeat


def gd(gradf, x0, lr, steps=10):
    return list(accumulate(repeat(None, steps), lambda x, _: x - lr * gradf(x), initial=float(x0)))


class Walker:
    def __init__(self, gradf, x, lr):
        self.gradf, self.x, self.lr = gradf, x.detach().clone(), lr

    def __iter__(self):
        while True:
            yield self.x.clone()
            self.x = torch.sub(self.x, self.gradf(self.x.clone()), alpha=self.lr)


def gd_nd(gradf, x0, lr, steps=20):
    walker = Walker(gradf, x0, lr)
    points = [point for _, point in zip(range(steps), walker)]
    path = x0.new_zeros(0, len(x0))
    for point in points:
        path = torch.vstack([path, point])
    if not points:
        return x0.clone().unsqueeze(0)
    last = walker.x - walker.lr * walker.gradf(walker.x.clone())
    return torch.vstack([path, last])
