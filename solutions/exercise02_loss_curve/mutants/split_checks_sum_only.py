"""Does not refuse negative sizes."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    if n_val + n_test > n:
        raise ValueError("sizes")
    n_train = n - n_val - n_test
    order = torch.randperm(max(n, 0), generator=generator)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
