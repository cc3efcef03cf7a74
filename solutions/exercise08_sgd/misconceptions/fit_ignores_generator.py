"""`sgd_fit` does not use its generator, so a shuffled run cannot be repeated. If you call `minibatches`, hand the
generator on.
"""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    w = torch.tensor(w0, dtype=x.dtype)
    state, path = {}, [w.item()]
    for _ in range(epochs):
        for batch in minibatches(len(x), batch_size, shuffle=shuffle):
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
