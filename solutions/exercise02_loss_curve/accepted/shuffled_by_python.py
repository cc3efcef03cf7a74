"""Python's generator shuffles, seeded from torch's."""


def split_indices(n, n_val, n_test, *, generator=None):
    import random

    if n - n_val - n_test < 0 or n_val < 0 or n_test < 0:
        raise ValueError
    dice = random.Random(torch.randint(2**62, (), generator=generator).item())
    val_and_test = dice.sample(range(n), n_val + n_test)
    train = sorted(set(range(n)) - set(val_and_test))
    return tuple(torch.tensor(part, dtype=torch.int64) for part in (train, val_and_test[:n_val], val_and_test[n_val:]))
