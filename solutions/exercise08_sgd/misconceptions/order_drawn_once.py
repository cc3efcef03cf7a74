"""You draw the order once, before the first epoch, and repeat it. Each epoch needs a new one: cut the batches inside
the loop over the epochs.
"""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    w = torch.tensor(w0, dtype=x.dtype)
    state, path = {}, [w.item()]
    batches = minibatches(len(x), batch_size, shuffle=shuffle, generator=generator)
    for _ in range(epochs):
        for batch in batches:
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
