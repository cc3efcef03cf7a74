"""Shuffles which part each index belongs to, so the parts are sorted."""


class SizeError(ValueError):
    """Sizes that do not fit."""


def split_indices(n, n_val, n_test, *, generator=None):
    if n < 0 or n_val < 0 or n_test < 0 or n_val + n_test > n:
        raise SizeError(f"{n_val} + {n_test} of {n}")
    part = torch.full((n,), 0)
    part[:n_val], part[n_val : n_val + n_test] = 1, 2
    part = part[torch.randperm(n, generator=generator)]
    return tuple((part == number).nonzero().flatten() for number in range(3))
