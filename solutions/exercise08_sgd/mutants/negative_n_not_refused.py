"""A negative n makes an empty epoch."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(max(n, 0), generator=generator) if shuffle else torch.arange(max(n, 0))
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
