"""torch.split for the batches, returned as the tuple it gives; Python floats for the fit, without sgd_step."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if batch_size <= 0 or n < 0:
        raise ValueError
    if n == 0:
        return ()
    parts = torch.split(torch.randperm(n, generator=generator) if shuffle else torch.arange(n), batch_size)
    return parts[: n // batch_size] if drop_last else parts


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    w = float(w0)
    path = [w]
    for _ in range(epochs):
        for batch in minibatches(len(x), batch_size, shuffle=shuffle, generator=generator):
            pairs = list(zip(x[batch].tolist(), y[batch].tolist(), strict=True))
            w -= lr * sum(2 * a * (a * w - b) for a, b in pairs) / len(pairs)
            path.append(w)
    return path
