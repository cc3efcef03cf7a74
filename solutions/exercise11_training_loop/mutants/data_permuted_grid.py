"""Takes a permuted grid as x."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.randperm(n, generator=generator).reshape(n, 1) / n
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
