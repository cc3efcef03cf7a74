"""Your x lie between -1 and 1. They are to be uniform on [0, 1), which is what torch.rand gives without further
ado.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = 2 * torch.rand(n, 1, generator=generator) - 1
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
