"""Does not let the noise be 0."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + (noise or 0.25) * torch.randn(n, 1, generator=generator)
