"""Shuffles by sorting random keys: another use of the generator, and just as right."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("sizes")
    order = torch.rand(n, generator=generator, dtype=torch.float64).argsort() if shuffle else torch.arange(n)
    full = n // batch_size
    batches = list(order[: full * batch_size].view(full, batch_size))
    if n % batch_size and not drop_last:
        batches.append(order[full * batch_size :])
    return batches
