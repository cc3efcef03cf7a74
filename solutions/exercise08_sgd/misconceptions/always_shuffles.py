"""You shuffle even when you are told not to: shuffle=False must keep the order 0, 1, ..., n - 1."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(n, generator=generator)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
