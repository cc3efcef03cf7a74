"""drop_last takes away the last batch even when it is full. Leave it out only if it is smaller than batch_size."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches:
        batches.pop()
    return batches
