"""Does not refuse a whole that is too small."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    if min(n_val, n_test) < 0:
        raise ValueError("sizes")
    n_train = max(n - n_val - n_test, 0)
    order = torch.randperm(n, generator=generator)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
