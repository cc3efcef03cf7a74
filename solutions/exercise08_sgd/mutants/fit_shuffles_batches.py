"""The fit shuffles only the order of the batches."""


def sgd_fit(x, y, w0=0.0, lr=0.01, epochs=1, batch_size=1, *, shuffle=False, generator=None):
    w = torch.tensor(w0, dtype=x.dtype)
    state, path = {}, [w.item()]
    for _ in range(epochs):
        batches = minibatches(len(x), batch_size, shuffle=False)
        order = torch.randperm(len(batches), generator=generator) if shuffle else torch.arange(len(batches))
        for batch in [batches[number] for number in order.tolist()]:
            error = w * x[batch] - y[batch]
            grad = (2 * error * x[batch]).mean()
            sgd_step(w, grad, state, lr)
            path.append(w.item())
    return path
