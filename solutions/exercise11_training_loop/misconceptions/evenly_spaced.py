"""Your x are spaced evenly from 0 to 1, the same ones in every call. They are to be drawn at random: torch.rand."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.linspace(0, 1, n).reshape(n, 1)
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
