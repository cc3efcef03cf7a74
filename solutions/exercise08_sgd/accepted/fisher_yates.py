"""Shuffles a Python list by hand, drawing one number from the generator per sample."""


def minibatches(n, batch_size, *, shuffle=True, drop_last=False, generator=None):
    if n < 0 or batch_size < 1:
        raise ValueError("sizes")
    order = list(range(n))
    for last in range(n - 1, 0, -1) if shuffle else ():
        other = int(torch.randint(last + 1, (1,), generator=generator))
        order[last], order[other] = order[other], order[last]
    batches = []
    while len(order) >= batch_size or (order and not drop_last):
        batches.append(torch.tensor(order[:batch_size]))
        order = order[batch_size:]
    return batches
