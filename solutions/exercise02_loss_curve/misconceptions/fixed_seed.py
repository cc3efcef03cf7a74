"""You seed torch inside the function. Every split of n samples is then the same one, and the caller's random numbers
start anew as well. Draw from `generator` instead."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    n_train = n - n_val - n_test
    if min(n_train, n_val, n_test) < 0:
        raise ValueError("the three parts must have sizes from 0 that add up to n")
    torch.manual_seed(0)
    order = torch.randperm(n)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
