"""The gradient of a batch from its two sums, w · Σx² - Σxy; the fit cuts and shuffles by itself."""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    n, path = x.numel(), [float(w0)]
    a, b = x.double(), y.double()
    for _ in range(epochs):
        if shuffle:
            order = torch.randperm(n, generator=generator)
            a, b = a[order], b[order]
        for xs, ys in zip(a.split(batch_size), b.split(batch_size), strict=True):
            w = path[-1]
            path.append(w - 2 * lr / len(xs) * (w * float(xs @ xs) - float(xs @ ys)))
    return path
