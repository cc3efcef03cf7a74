"""The function that draws your random numbers does not get the generator, so that the run cannot be repeated, and
torch's global random state is used up instead.
"""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(n) if shuffle else torch.arange(n)
    batches = [order[start : start + batch_size] for start in range(0, n, batch_size)]
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
