"""You do not use the generator that is given, so the points come from torch's global one: the same generator then
gives other points each time. Pass generator=generator to rand and to randn.
"""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    x = torch.rand(n, 1)
    return x, w * x + b + noise * torch.randn(n, 1)
