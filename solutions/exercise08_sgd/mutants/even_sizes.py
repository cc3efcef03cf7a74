"""The batches are made as even as possible."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("need n >= 0 and batch_size >= 1")
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    batches = list(order.tensor_split(-(-n // batch_size))) if n else []
    if drop_last and batches and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
