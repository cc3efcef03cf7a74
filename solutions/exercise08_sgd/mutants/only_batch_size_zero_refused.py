"""A negative batch_size is not refused."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size == 0:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, max(batch_size, 1))]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
