"""Goes by the seed of the generator, not by its state."""


def split_indices(
    n: int, n_val: int, n_test: int, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    n_train = n - n_val - n_test
    if min(n_train, n_val, n_test) < 0:
        raise ValueError("the three parts must have sizes from 0 that add up to n")
    fresh = None if generator is None else torch.Generator().manual_seed(generator.initial_seed())
    order = torch.randperm(n, generator=fresh)
    return order[:n_train], order[n_train : n_train + n_val], order[n_train + n_val :]
