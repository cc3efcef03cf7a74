"""Works with a copy of the generator, which therefore does not move on."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    if generator is not None:
        generator = torch.Generator().set_state(generator.get_state())
    x = torch.rand(n, 1, generator=generator)
    return x, w * x + b + noise * torch.randn(n, 1, generator=generator)
