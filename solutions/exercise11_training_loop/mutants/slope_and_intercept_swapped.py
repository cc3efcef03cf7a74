"""w and b have changed places: w is the slope, by which x is multiplied, and b the intercept, which is added."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, b * x + w + noise * torch.randn(n, 1, generator=generator)
