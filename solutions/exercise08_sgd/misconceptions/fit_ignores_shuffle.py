"""`sgd_fit` shuffles even with shuffle=False. If you call `minibatches`, hand `shuffle` on: it shuffles unless it
is told otherwise.
"""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    w = torch.tensor(w0, dtype=x.dtype)
    state, path = {}, [w.item()]
    for _ in range(epochs):
        for batch in minibatches(len(x), batch_size, generator=generator):
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
