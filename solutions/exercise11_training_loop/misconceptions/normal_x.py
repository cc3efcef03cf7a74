"""x comes out normally distributed. It is to be uniform on [0, 1): that is torch.rand, and randn is the normal
distribution.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.randn(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
