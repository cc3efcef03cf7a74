"""Only the order within each batch is random."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    if shuffle:
        return [batch[torch.randperm(len(batch), generator=generator)] for batch in batches]
    return batches
