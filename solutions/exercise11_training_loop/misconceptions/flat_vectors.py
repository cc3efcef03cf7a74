"""x and y come out as flat vectors of shape (n,). A linear layer wants one row per sample and one column per
feature, so both have to be columns of shape (n, 1).
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, generator=generator)
    return x, w * x + b + noise * torch.randn(n, generator=generator)
