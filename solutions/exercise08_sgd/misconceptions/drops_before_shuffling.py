"""You leave out the rest first and shuffle afterwards, so with drop_last it is always the same samples, those at the
end, that are never used. Shuffle all of them, then drop.
"""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    if drop_last:
        n = n - n % batch_size
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
