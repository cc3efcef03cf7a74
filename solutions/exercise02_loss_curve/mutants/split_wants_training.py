"""Refuses an empty training set."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    n_train = n - n_val - n_test
    if min(n_train - 1, n_val, n_test) < 0:
        raise ValueError("sizes")
    order = torch.randperm(n, generator=generator)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
