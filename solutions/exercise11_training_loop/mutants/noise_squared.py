"""You multiply the standard normal numbers with noise squared. A factor c makes the standard deviation c and the
variance c squared; `noise` is the standard deviation, so it is the factor itself.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise**2 * torch.randn(n, 1, generator=generator)
