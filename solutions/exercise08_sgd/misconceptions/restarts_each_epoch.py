"""You set w back to w0 at the beginning of every epoch, so that only the last epoch counts. Start once, before the
loop.
"""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    path = [float(w0)]
    for _ in range(epochs):
        w, state = torch.tensor(w0, dtype=x.dtype), {}
        for batch in minibatches(len(x), batch_size, shuffle=shuffle, generator=generator):
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
