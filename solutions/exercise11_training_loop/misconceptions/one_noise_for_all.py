"""You draw one noise value and add it to all points, so they lie on a line that is shifted as a whole. Each point
has an error of its own: draw n of them.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(1, 1, generator=generator)
