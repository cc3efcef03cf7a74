"""Draws uniform noise with mean 0 and the right standard deviation."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * 12**0.5 * (torch.rand(n, 1, generator=generator) - 0.5)
