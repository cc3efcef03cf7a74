"""You seed torch's global random numbers in every call: all epochs get the same order, and the generator of the
caller, like everybody else's random numbers, is overruled. Draw from the generator that you are given.
"""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    torch.manual_seed(0)
    order = torch.randperm(n) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
