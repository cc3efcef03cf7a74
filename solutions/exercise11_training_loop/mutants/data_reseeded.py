"""Seeds the generator itself."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0) if generator is None else generator.manual_seed(0)
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
