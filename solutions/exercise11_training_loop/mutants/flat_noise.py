"""x is a column of shape (n, 1), but the noise is a flat vector of shape (n,). Added together they broadcast to a
table of n × n numbers. Draw the noise as a column, too.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(n, generator=generator)
