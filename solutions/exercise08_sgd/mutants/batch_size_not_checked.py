"""A batch_size below 1 is taken for 1."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    batch_size = max(batch_size, 1)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
