"""You use `noise` as the variance and multiply with its root. It is the standard deviation: multiply the standard
normal numbers with `noise` itself.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise**0.5 * torch.randn(n, 1, generator=generator)
