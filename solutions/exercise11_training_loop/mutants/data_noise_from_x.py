"""Makes the noise out of the same uniform numbers."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1, generator=generator)
    e = torch.erfinv((2 * x - 1).clamp(-0.9999999, 0.9999999)) * 2**0.5
    return x, w * x + b + noise * e
